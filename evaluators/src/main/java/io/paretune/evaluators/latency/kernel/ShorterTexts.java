package io.paretune.evaluators.latency.kernel;

import io.paretune.evaluators.network.Layer;
import io.paretune.evaluators.network.LayerVisitor;
import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.Node;
import io.paretune.evaluators.network.Shape;
import io.paretune.evaluators.network.TokenLayer;
import io.paretune.evaluators.onnx.OnnxGraph;

/**
 * Networks that read texts, for shorter ones: files cut padding off before they compute anything,
 * so a text takes the time of its own length and not of the input's.
 */
public final class ShorterTexts implements LayerVisitor.Otherwise<Layer> {

  private final int fewer;

  private ShorterTexts(int fewer) {
    this.fewer = fewer;
  }

  /**
   * The network for a shorter input, with as many positions; itself where its file looks at padding
   * or it reads no longer texts.
   *
   * @param example what it is to read
   */
  public static Network of(Network network, Shape example) {
    if (!(network.input() instanceof Shape.Ids all)
        || example.elements() >= all.tokens()
        || !OnnxGraph.cutsPadding(network)) {
      return network;
    }
    ShorterTexts shorter = new ShorterTexts(all.tokens() - example.elements());
    return Network.of(
        new Shape.Ids(example.elements(), all.vocabulary(), all.kinds()),
        network.nodes().stream()
            .map(
                node ->
                    new Node(
                        node.name(), node.layer().accept(shorter), node.inputs(), node.block()))
            .toList());
  }

  @Override
  public Layer otherwise(Layer layer) {
    return layer;
  }

  @Override
  public Layer addPositions(TokenLayer.AddPositions positions) {
    return new TokenLayer.AddPositions(positions.tokens() - fewer, positions.width());
  }

  @Override
  public Layer attention(TokenLayer.Attention attention) {
    return attention.places() == 0
        ? attention
        : new TokenLayer.Attention(
            attention.heads(),
            attention.headWidth(),
            attention.scale(),
            attention.places() - fewer,
            attention.windows());
  }
}

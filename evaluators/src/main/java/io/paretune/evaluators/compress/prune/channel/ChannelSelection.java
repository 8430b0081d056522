package io.paretune.evaluators.compress.prune.channel;

import io.paretune.evaluators.network.Elementwise;
import io.paretune.evaluators.network.Layer;
import io.paretune.evaluators.network.LayerVisitor;
import io.paretune.evaluators.network.Movement;
import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.Node;
import io.paretune.evaluators.network.Tensor;
import io.paretune.evaluators.network.TensorSpec;
import io.paretune.evaluators.network.TensorSpec.Role;
import io.paretune.evaluators.network.TokenLayer;
import io.paretune.evaluators.network.Upsampling;
import io.paretune.evaluators.network.WeightedNetwork;
import io.paretune.evaluators.network.Weights;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * A choice of channels to remove from a network, consistent along all dependencies. It can be
 * applied in two ways: {@link #cut} makes the network smaller, {@link #masked} zeroes the same
 * channels in the network as it is. Both give the same outputs.
 */
public final class ChannelSelection {

  private final Network network;
  private final ChannelDependencies ties;
  private final Set<Integer> removed;

  ChannelSelection(Network network, ChannelDependencies ties, Set<Integer> removed) {
    this.network = network;
    this.ties = ties;
    this.removed = Set.copyOf(removed);
  }

  /**
   * How many output channels each dense convolution and linear layer loses; only those that lose
   * any.
   */
  public Map<String, Integer> removedChannels() {
    Map<String, Integer> counts = new LinkedHashMap<>();
    ties.producers()
        .forEach(
            (name, classes) -> {
              int lost = (int) Arrays.stream(classes).filter(removed::contains).count();
              if (lost > 0) {
                counts.put(name, lost);
              }
            });
    return counts;
  }

  /**
   * The smaller network with its weights.
   *
   * @throws IllegalArgumentException if the weights do not fit the network as it is
   */
  public Pruned pruned(Weights weights) {
    return new Pruned(cut(), cut(weights.requireFor(network)), removedChannels());
  }

  /** The network without these channels. */
  public Network cut() {
    return Network.of(
        network.input(),
        network.nodes().stream()
            .map(node -> node.withLayer(node.layer().accept(new Cut(node))))
            .toList());
  }

  /** A layer without the channels that go. */
  private final class Cut implements LayerVisitor.Otherwise<Layer> {
    private final int[] inputs;
    private final int[] outputs;

    Cut(Node node) {
      this.inputs = kept(node.inputs().get(0));
      this.outputs = kept(node.name());
    }

    @Override
    public Layer otherwise(Layer layer) {
      return layer;
    }

    @Override
    public Layer conv2d(Layer.Conv2d conv) {
      int groups = conv.depthwise() ? outputs.length : conv.groups();
      return new Layer.Conv2d(inputs.length, outputs.length, conv.window(), groups, conv.bias());
    }

    @Override
    public Layer convTranspose2d(Upsampling.ConvTranspose2d conv) {
      return new Upsampling.ConvTranspose2d(
          inputs.length,
          outputs.length,
          conv.window(),
          conv.extraHeight(),
          conv.extraWidth(),
          conv.groups(),
          conv.bias());
    }

    @Override
    public Layer linear(Layer.Linear linear) {
      return new Layer.Linear(inputs.length, outputs.length, linear.bias());
    }

    @Override
    public Layer batchNorm(Layer.BatchNorm norm) {
      return new Layer.BatchNorm(outputs.length, norm.epsilon(), norm.momentum());
    }

    @Override
    public Layer affine(Elementwise.Affine affine) {
      return new Elementwise.Affine(outputs.length);
    }

    @Override
    public Layer prependTokens(TokenLayer.PrependTokens tokens) {
      return new TokenLayer.PrependTokens(tokens.tokens(), outputs.length);
    }

    @Override
    public Layer addPositions(TokenLayer.AddPositions positions) {
      return new TokenLayer.AddPositions(positions.tokens(), outputs.length);
    }

    @Override
    public Layer embedding(TokenLayer.Embedding embedding) {
      return new TokenLayer.Embedding(
          embedding.vocabulary(), outputs.length, embedding.hidden(), embedding.every());
    }

    @Override
    public Layer layerNorm(TokenLayer.LayerNorm norm) {
      return new TokenLayer.LayerNorm(outputs.length, norm.epsilon());
    }

    @Override
    public Layer attention(TokenLayer.Attention attention) {
      return attention.withHeads(outputs.length / attention.headWidth());
    }

    @Override
    public Layer unflatten(Movement.Unflatten image) {
      return new Movement.Unflatten(outputs.length, image.height(), image.width());
    }

    @Override
    public Layer selectChannels(Movement.SelectChannels select) {
      List<Integer> channels =
          Arrays.stream(outputs)
              .map(output -> select.channels().get(output))
              .map(c -> c == Movement.ZERO ? Movement.ZERO : Arrays.binarySearch(inputs, c))
              .boxed()
              .toList();
      return new Movement.SelectChannels(inputs.length, channels);
    }
  }

  /** The weights of the smaller network: those of the channels that stay. */
  public Weights cut(Weights weights) {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (Node node : network.nodes()) {
      int[] outputs = kept(node.name());
      int[] inputs = kept(node.inputs().get(0));
      for (TensorSpec spec : Network.tensors(node)) {
        Tensor tensor = weights.get(spec.name());
        tensors.put(spec.name(), select(node, spec, tensor, outputs, inputs));
      }
    }
    return Weights.of(tensors);
  }

  /**
   * The network as it is, in which the removed channels are zero and are read by nobody: it gives
   * the outputs of the smaller one.
   */
  public WeightedNetwork masked(Weights weights) {
    return MaskedChannels.of(this, weights);
  }

  Network network() {
    return network;
  }

  boolean[] dropped(String name) {
    int[] classes = ties.classesOf(name);
    boolean[] dropped = new boolean[classes.length];
    for (int i = 0; i < classes.length; i++) {
      dropped[i] = removed.contains(classes[i]);
    }
    return dropped;
  }

  int[] kept(String name) {
    int[] classes = ties.classesOf(name);
    return IntStream.range(0, classes.length).filter(i -> !removed.contains(classes[i])).toArray();
  }

  /**
   * A tensor of a node with other channels.
   *
   * @param outputs the channels that the node makes, by their places now
   * @param inputs the channels that it reads
   */
  static Tensor select(Node node, TensorSpec spec, Tensor tensor, int[] outputs, int[] inputs) {
    if (node.layer() instanceof TokenLayer.Attention attention) {
      // heads go whole
      int width = attention.headWidth();
      return select(
          tensor, Arrays.stream(outputs).filter(o -> o % width == 0).map(o -> o / width).toArray());
    }
    if (spec.role() == Role.TABLE) {
      return select(tensor, IntStream.range(0, tensor.axis(0)).toArray(), outputs);
    }
    return spec.role() == Role.WEIGHT && node.layer().dense()
        ? select(tensor, outputs, inputs)
        : select(tensor, outputs);
  }

  private static Tensor select(Tensor tensor, int[] rows) {
    int perRow = tensor.size() / tensor.axis(0);
    float[] values = new float[rows.length * perRow];
    for (int r = 0; r < rows.length; r++) {
      for (int i = 0; i < perRow; i++) {
        values[r * perRow + i] = tensor.at(rows[r] * perRow + i);
      }
    }
    int[] shape = tensor.shape();
    shape[0] = rows.length;
    return Tensor.of(values, shape);
  }

  private static Tensor select(Tensor tensor, int[] rows, int[] columns) {
    int perRow = tensor.size() / tensor.axis(0);
    int perColumn = perRow / tensor.axis(1);
    float[] values = new float[rows.length * columns.length * perColumn];
    int index = 0;
    for (int row : rows) {
      for (int column : columns) {
        for (int i = 0; i < perColumn; i++) {
          values[index++] = tensor.at(row * perRow + column * perColumn + i);
        }
      }
    }
    int[] shape = tensor.shape();
    shape[0] = rows.length;
    shape[1] = columns.length;
    return Tensor.of(values, shape);
  }
}

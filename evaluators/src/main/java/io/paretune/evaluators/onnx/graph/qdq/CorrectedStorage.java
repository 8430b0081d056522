package io.paretune.evaluators.onnx.graph.qdq;

import ai.onnx.proto.OnnxMl.NodeProto;
import io.paretune.evaluators.compress.quantise.calibration.Range;
import io.paretune.evaluators.onnx.graph.call.ActivationStatistics;
import io.paretune.evaluators.onnx.graph.draft.GraphDraft;
import io.paretune.evaluators.onnx.graph.draft.Nodes;
import io.paretune.evaluators.onnx.graph.draft.StoredFloats;
import io.paretune.evaluators.onnx.graph.technique.NodeTechnique;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Weights of convolutions and products with a bias as signed bytes, unfolded as the file is loaded,
 * the bias giving back what rounding takes from an output's mean ({@link RoundedWeights}). Values
 * stay in floats.
 *
 * @param statistics of what nodes read
 * @param ranges of the same
 * @param rounding of the weights
 */
record CorrectedStorage(
    ActivationStatistics statistics, Map<String, Range> ranges, ConvolutionRounding rounding)
    implements NodeTechnique {

  /** Fewer weights are not worth a node. */
  private static final int FEWEST = 256;

  @Override
  public String label() {
    return "int8-corrected";
  }

  @Override
  public boolean fits(GraphDraft draft, NodeProto node) {
    return !GraphDraft.is(node, "MatMul")
        && Nodes.has(node, 2)
        && WeightedOperator.of(draft, node).isPresent()
        && ranges.containsKey(node.getInput(0))
        && statistics.channelMeans(node.getInput(0)).length > 0
        && StoredFloats.count(draft.stored(node, 1).orElseThrow()) >= FEWEST;
  }

  @Override
  public NodeWriter writer(GraphDraft draft, Set<Integer> nodes, Set<Integer> free) {
    return new NodeWriter() {
      @Override
      public boolean takes(int node) {
        return nodes.contains(node);
      }

      @Override
      public void write(int node) {
        store(draft, draft.nodes().get(node));
      }
    };
  }

  private void store(GraphDraft draft, NodeProto node) {
    String input = node.getInput(0);
    Range range = Objects.requireNonNull(ranges.get(input));
    WeightedOperator rule = WeightedOperator.of(draft, node).orElseThrow();
    RoundedWeights weights =
        RoundedWeights.of(
            draft,
            node,
            rule,
            new RoundedWeights.Input(range.scale(), statistics.channelMeans(input), rounding),
            8);
    draft.write(
        node.toBuilder()
            .setInput(1, unfolded(draft, node, rule, weights))
            .setInput(2, bias(draft, node, weights))
            .build());
  }

  private static String unfolded(
      GraphDraft draft, NodeProto node, WeightedOperator rule, RoundedWeights weights) {
    String name = node.getInput(1);
    List<Long> along = new ArrayList<>(Collections.nCopies(weights.dims().size(), 1L));
    along.set(rule.outputAxis(node, weights.dims().size()), (long) weights.scales().length);
    return draft.once(
        "corrected " + along + name,
        () -> {
          String packed =
              draft.store(
                  StoredFloats.bytes(
                      draft.fresh(name + ".packed"), weights.bytes(), weights.dims()));
          String scale =
              draft.store(
                  StoredFloats.floats(draft.fresh(name + ".scale"), weights.scales(), along));
          String wide = draft.fresh(name + ".wide");
          draft.unfold(Nodes.floats(packed, wide));
          String unfolded = draft.fresh(name + ".unfolded");
          draft.unfold(Nodes.of("Mul", List.of(wide, scale), unfolded));
          return unfolded;
        });
  }

  private static String bias(GraphDraft draft, NodeProto node, RoundedWeights weights) {
    float[] bias = weights.biasScales();
    for (int c = 0; c < bias.length; c++) {
      bias[c] *= weights.bias()[c];
    }
    return draft.store(
        StoredFloats.floats(
            draft.fresh(node.getOutput(0) + ".bias"), bias, List.of((long) bias.length)));
  }
}

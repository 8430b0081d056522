package io.paretune.evaluators.onnx.graph.qdq;

import ai.onnx.proto.OnnxMl.NodeProto;
import io.paretune.evaluators.compress.quantise.calibration.Range;
import io.paretune.evaluators.onnx.graph.draft.GraphDraft;
import io.paretune.evaluators.onnx.graph.draft.Nodes;
import io.paretune.evaluators.onnx.graph.draft.StoredFloats;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * An operator without weights that stays in bytes between those that have them.
 *
 * @param inputs that hold values; others hold axes and the like
 * @param scale what scale the output has
 */
record CarriedOperator(Inputs inputs, Scale scale) {

  /** Which inputs hold values. */
  enum Inputs {
    FIRST,
    ALL
  }

  /** What scale the output has. */
  enum Scale {
    /** The input's: values are moved, or the largest of some taken. */
    INPUT,
    /** One of its own. */
    OWN,
    /** That of 0 to 1. */
    UNIT,
    /** One of its own that starts at zero: folded into whatever computes the input. */
    RECTIFIED
  }

  private static final CarriedOperator MOVED = new CarriedOperator(Inputs.FIRST, Scale.INPUT);
  private static final CarriedOperator UNARY = new CarriedOperator(Inputs.FIRST, Scale.OWN);
  private static final CarriedOperator SEVERAL = new CarriedOperator(Inputs.ALL, Scale.OWN);
  private static final CarriedOperator RECTIFIER =
      new CarriedOperator(Inputs.FIRST, Scale.RECTIFIED);

  /** Those for which ONNX Runtime has kernels on bytes, by operator. */
  private static final Map<String, CarriedOperator> RULES =
      Map.ofEntries(
          Map.entry("Relu", RECTIFIER),
          Map.entry("Clip", RECTIFIER),
          Map.entry("MaxPool", MOVED),
          Map.entry("Resize", MOVED),
          Map.entry("Reshape", MOVED),
          Map.entry("Flatten", MOVED),
          Map.entry("Transpose", MOVED),
          Map.entry("Squeeze", MOVED),
          Map.entry("Unsqueeze", MOVED),
          Map.entry("Slice", MOVED),
          Map.entry("Split", MOVED),
          Map.entry("Gather", MOVED),
          Map.entry("Add", SEVERAL),
          Map.entry("Mul", SEVERAL),
          Map.entry("Concat", SEVERAL),
          Map.entry("AveragePool", UNARY),
          Map.entry("GlobalAveragePool", UNARY),
          Map.entry("LeakyRelu", UNARY),
          Map.entry("Sigmoid", new CarriedOperator(Inputs.FIRST, Scale.UNIT)));

  /** The rule for a node; nothing if it has no kernel on bytes. */
  static Optional<CarriedOperator> of(NodeProto node) {
    return GraphDraft.isStandard(node.getDomain())
        ? Optional.ofNullable(RULES.get(node.getOpType())).filter(rule -> fits(node))
        : Optional.empty();
  }

  private static boolean fits(NodeProto node) {
    String mode =
        Nodes.attribute(node, "mode").map(text -> text.getS().toStringUtf8()).orElse("nearest");
    boolean indices = node.getOpType().equals("MaxPool") && node.getOutputCount() > 1;
    return node.getInputCount() > 0 && !indices && !mode.equals("cubic");
  }

  /** The places of a node's inputs that hold values. */
  List<Integer> values(NodeProto node) {
    return inputs == Inputs.FIRST
        ? List.of(0)
        : new ArrayList<>(IntStream.range(0, node.getInputCount()).boxed().toList());
  }

  boolean rectifies() {
    return scale == Scale.RECTIFIED;
  }

  /**
   * Whether rounding to a range's steps cuts off all that bounds of a node do, so that it may be
   * left out. Where a bound lies less than half a step within the range, it must be: ONNX Runtime
   * puts a QLinearConv in a convolution's place before it, but leaves the convolution there, and
   * then refuses the graph ("two nodes with same node name").
   */
  static boolean cutOff(GraphDraft draft, NodeProto node, Range range) {
    return GraphDraft.is(node, "Clip")
        && bound(draft, node, 1, range).filter(steps -> steps <= 0).isPresent()
        && bound(draft, node, 2, range).filter(steps -> steps >= 255).isPresent();
  }

  /** The step that a bound is rounded to, as the runtime rounds; empty if callers may give it. */
  private static Optional<Double> bound(GraphDraft draft, NodeProto node, int input, Range range) {
    if (!Nodes.has(node, input)) {
      return Optional.of(input == 1 ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY);
    }
    return draft
        .stored(node, input)
        .filter(bound -> StoredFloats.sound(bound) && StoredFloats.count(bound) == 1)
        .map(bound -> Math.rint(StoredFloats.of(bound)[0] / range.scale()) + range.zeroPoint());
  }

  /** The range that the output has whatever it was seen to be. */
  Optional<Range> fixed() {
    return scale == Scale.UNIT ? Optional.of(new Range(0, 1)) : Optional.empty();
  }
}

package io.paretune.evaluators.onnx.graph.qdq;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import io.paretune.evaluators.compress.quantise.calibration.CalibrationKind;
import io.paretune.evaluators.compress.quantise.calibration.Range;
import io.paretune.evaluators.onnx.graph.call.ActivationStatistics;
import io.paretune.evaluators.onnx.graph.call.NamedInputs;
import io.paretune.evaluators.onnx.graph.draft.GraphDraft;
import io.paretune.evaluators.onnx.graph.technique.NodeTechnique;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Convolutions and products in bytes, with ranges that were seen on calls: weights signed with a
 * scale an output, activations unsigned with one scale, biases 32-bit integers. Outputs get back in
 * their mean what rounded weights lose. Between these nodes, others stay in bytes where the runtime
 * has kernels.
 */
public final class StaticQuantisation implements NodeTechnique {

  /** The first version whose QuantizeLinear knows scales along an axis. */
  public static final int FIRST_OPSET = 13;

  private final ActivationStatistics statistics;
  private final ConvolutionRounding rounding;
  private final CalibrationKind kind;
  private final Map<String, Range> ranges;
  private final boolean carrying;
  private final int bits;

  private StaticQuantisation(
      ActivationStatistics statistics,
      ConvolutionRounding rounding,
      CalibrationKind kind,
      boolean carrying,
      int bits) {
    this.statistics = statistics;
    this.rounding = rounding;
    this.kind = kind;
    this.ranges = statistics.ranges(kind);
    this.carrying = carrying;
    this.bits = bits;
  }

  /**
   * With these ranges.
   *
   * @param kind how ranges are chosen
   */
  public static StaticQuantisation of(ActivationStatistics statistics, CalibrationKind kind) {
    return new StaticQuantisation(statistics, new ConvolutionRounding(statistics), kind, true, 8);
  }

  /** The same, with each weight rounded by itself. */
  public StaticQuantisation nearest() {
    return new StaticQuantisation(
        statistics, ConvolutionRounding.nearest(statistics), kind, carrying, bits);
  }

  /** The same, with ranges chosen otherwise. */
  public StaticQuantisation with(CalibrationKind other) {
    return new StaticQuantisation(statistics, rounding, other, carrying, bits);
  }

  /** The same, with ranges chosen so of other values. */
  public StaticQuantisation with(ActivationStatistics others) {
    return new StaticQuantisation(others, rounding.of(others), kind, carrying, bits);
  }

  /** The same, but what has no weights is in floats; rectifiers are folded all the same. */
  public StaticQuantisation withoutCarrying() {
    return new StaticQuantisation(statistics, rounding, kind, false, bits);
  }

  /**
   * The same, with weights of 7 bits: for x86 processors without VNNI, where the sum of two
   * products of unsigned and signed bytes must fit 16 bits, or is cut off.
   */
  public StaticQuantisation narrow() {
    return new StaticQuantisation(statistics, rounding, kind, carrying, 7);
  }

  /**
   * Looks at all values that any nodes of a graph may need.
   *
   * @throws IllegalArgumentException if nothing of it can be computed in bytes, or a value is not
   *     finite
   */
  public static ActivationStatistics statistics(ModelProto model, NamedInputs calls) {
    GraphDraft draft = GraphDraft.of(model);
    Set<Integer> computed = new HashSet<>();
    Set<Integer> free = new HashSet<>();
    Map<String, Integer> axes = new HashMap<>();
    for (int n = 0; n < draft.nodes().size(); n++) {
      NodeProto node = draft.nodes().get(n);
      WeightedOperator.of(draft, node)
          .ifPresent(rule -> axes.put(node.getInput(0), rule.channelAxis()));
      (WeightedOperator.of(draft, node).isPresent() ? computed : free).add(n);
    }
    if (computed.isEmpty()) {
      throw new IllegalArgumentException(
          "the graph holds no convolution and no product with stored weights");
    }
    // what only moves values when all is in bytes has a scale of its own when it is not
    for (String value : Placement.of(draft, computed, free).values()) {
      axes.putIfAbsent(value, 1);
    }
    return ActivationStatistics.collect(model, calls, axes);
  }

  /** Weights alone in bytes, unfolded as the file is loaded, with biases that make up for it. */
  public NodeTechnique storage() {
    return new CorrectedStorage(statistics, ranges, rounding);
  }

  @Override
  public String label() {
    return "static-int8";
  }

  /** Whether weights of a file that was written were rounded otherwise than each by itself. */
  public boolean learned() {
    return rounding.learned();
  }

  /** How ranges were chosen, such as {@code min-max}. */
  public String ranges() {
    return kind.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  @Override
  public boolean fits(GraphDraft draft, NodeProto node) {
    return draft.opset() >= FIRST_OPSET
        && WeightedOperator.of(draft, node).isPresent()
        && ranges.containsKey(node.getInput(0))
        && ranges.containsKey(node.getOutput(0));
  }

  @Override
  public NodeWriter writer(GraphDraft draft, Set<Integer> nodes, Set<Integer> free) {
    Set<Integer> carriers = new HashSet<>(free);
    if (!carrying) {
      carriers.removeIf(
          n ->
              CarriedOperator.of(draft.nodes().get(n))
                  .filter(CarriedOperator::rectifies)
                  .isEmpty());
    }
    return new PairWriter(
        draft, Placement.of(draft, nodes, carriers), ranges, statistics, rounding, bits);
  }
}

package io.paretune.evaluators.onnx.graph.qdq;

import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import io.paretune.evaluators.compress.quantise.calibration.Range;
import io.paretune.evaluators.onnx.OnnxGraph;
import io.paretune.evaluators.onnx.graph.call.ActivationStatistics;
import io.paretune.evaluators.onnx.graph.draft.GraphDraft;
import io.paretune.evaluators.onnx.graph.draft.Nodes;
import io.paretune.evaluators.onnx.graph.draft.StoredFloats;
import io.paretune.evaluators.onnx.graph.technique.NodeTechnique;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Writes nodes with QuantizeLinear/DequantizeLinear pairs around them. */
final class PairWriter implements NodeTechnique.NodeWriter {

  private final GraphDraft draft;
  private final Placement placement;
  private final Map<String, Range> ranges;
  private final ActivationStatistics statistics;
  private final ConvolutionRounding rounding;
  private final int bits;

  PairWriter(
      GraphDraft draft,
      Placement placement,
      Map<String, Range> ranges,
      ActivationStatistics statistics,
      ConvolutionRounding rounding,
      int bits) {
    this.draft = draft;
    this.placement = placement;
    this.ranges = ranges;
    this.statistics = statistics;
    this.rounding = rounding;
    this.bits = bits;
  }

  @Override
  public boolean takes(int node) {
    return placement.computes(node) || placement.carries(node);
  }

  @Override
  public void write(int number) {
    NodeProto node = draft.nodes().get(number);
    if (cutOff(number, node)) {
      pair(node.getInput(0), node.getOutput(0), range(node.getOutput(0))).forEach(draft::write);
      return;
    }
    NodeProto.Builder written = node.toBuilder();
    if (placement.computes(number)) {
      weighted(node, written);
    } else if (!placement.folds(number)) {
      for (int input : placement.carrier(number).values(node)) {
        if (!node.getInput(input).isEmpty()) {
          written.setInput(input, inBytes(node.getInput(input)));
        }
      }
    }
    List<NodeProto> pairs = new ArrayList<>();
    for (int o = 0; o < node.getOutputCount(); o++) {
      if (!node.getOutput(o).isEmpty() && placement.holds(node.getOutput(o))) {
        String floats = draft.fresh(node.getOutput(o) + ".float");
        written.setOutput(o, floats);
        pairs.addAll(pair(floats, node.getOutput(o), range(number, node.getOutput(o))));
      }
    }
    draft.write(written.build());
    pairs.forEach(draft::write);
  }

  private boolean cutOff(int number, NodeProto node) {
    return placement.folds(number) && CarriedOperator.cutOff(draft, node, range(node.getOutput(0)));
  }

  private Range range(int number, String value) {
    return placement.carries(number)
        ? placement.carrier(number).fixed().orElseGet(() -> range(value))
        : range(value);
  }

  /** The range of a value, or of the one whose scale it has. */
  private Range range(String value) {
    String source = placement.scaleOf(value);
    Range fixed =
        draft
            .producer(source)
            .filter(placement::carries)
            .flatMap(node -> placement.carrier(node).fixed())
            .orElse(ranges.get(source));
    if (fixed == null) {
      throw new IllegalArgumentException(
          "every value must have been seen in the calls, got none for '%s'".formatted(source));
    }
    return fixed;
  }

  /** A value as a node in bytes reads it. */
  private String inBytes(String value) {
    if (draft.stored(value).isPresent()) {
      return constant(draft.stored(value).get());
    }
    if (placement.holds(value)) {
      return value;
    }
    return draft.once(
        "pair " + value,
        () -> {
          String rounded = draft.fresh(value + ".rounded");
          pair(value, rounded, range(value)).forEach(draft::write);
          return rounded;
        });
  }

  private List<NodeProto> pair(String from, String to, Range range) {
    String scale =
        draft.store(
            StoredFloats.floats(
                draft.fresh(to + ".scale"), new float[] {range.scale()}, List.of()));
    String zero = zero(range.zeroPoint());
    String bytes = draft.fresh(to + ".bytes");
    return List.of(
        Nodes.of("QuantizeLinear", List.of(from, scale, zero), bytes),
        Nodes.of("DequantizeLinear", List.of(bytes, scale, zero), to));
  }

  private String zero(int point) {
    return draft.once(
        "zero " + point,
        () ->
            draft.store(
                StoredFloats.unsigned(
                    draft.fresh("zero." + point), new byte[] {(byte) point}, List.of())));
  }

  /** A stored tensor that is added or multiplied, in 256 steps. */
  private String constant(TensorProto tensor) {
    return draft.once(
        "constant " + tensor.getName(),
        () -> {
          float[] values = StoredFloats.of(tensor);
          float low = 0;
          float high = 0;
          for (float value : values) {
            low = Math.min(low, value);
            high = Math.max(high, value);
          }
          Range range = new Range(low, high);
          byte[] bytes = new byte[values.length];
          for (int i = 0; i < bytes.length; i++) {
            double step = Math.rint(values[i] / range.scale()) + range.zeroPoint();
            bytes[i] = (byte) Math.max(0, Math.min(255, step));
          }
          String name = tensor.getName();
          String packed =
              draft.store(
                  StoredFloats.unsigned(draft.fresh(name + ".bytes"), bytes, tensor.getDimsList()));
          String scale =
              draft.store(
                  StoredFloats.floats(
                      draft.fresh(name + ".scale"), new float[] {range.scale()}, List.of()));
          String unfolded = draft.fresh(name + ".unfolded");
          draft.unfold(
              Nodes.of(
                  "DequantizeLinear", List.of(packed, scale, zero(range.zeroPoint())), unfolded));
          return unfolded;
        });
  }

  private void weighted(NodeProto node, NodeProto.Builder written) {
    String input = node.getInput(0);
    written.setInput(0, inBytes(input));
    WeightedOperator rule = WeightedOperator.of(draft, node).orElseThrow();
    RoundedWeights weights =
        RoundedWeights.of(
            draft,
            node,
            rule,
            new RoundedWeights.Input(
                range(input).scale(), statistics.channelMeans(input), rounding),
            bits);
    String output = node.getOutput(0);
    written.setInput(1, unfolded(node, rule, weights));
    if (Nodes.has(node, 2) || rule.bytesOut()) {
      String bias = bias(output, weights);
      if (written.getInputCount() > 2) {
        written.setInput(2, bias);
      } else {
        written.addInput(bias);
      }
    }
  }

  /** Weights in floats again; those that several nodes read on the same scales are stored once. */
  private String unfolded(NodeProto node, WeightedOperator rule, RoundedWeights weights) {
    String name = node.getInput(1);
    int axis = rule.outputAxis(node, weights.dims().size());
    return draft.once(
        "weights %s %d %d %d"
            .formatted(
                name, axis, Arrays.hashCode(weights.scales()), Arrays.hashCode(weights.bytes())),
        () -> {
          List<Long> outputs = List.of((long) weights.scales().length);
          String packed =
              draft.store(
                  StoredFloats.bytes(
                      draft.fresh(name + ".bytes"), weights.bytes(), weights.dims()));
          String scales =
              draft.store(
                  StoredFloats.floats(draft.fresh(name + ".scale"), weights.scales(), outputs));
          String unfolded = draft.fresh(name + ".unfolded");
          draft.unfold(
              Nodes.of(
                  "DequantizeLinear",
                  List.of(packed, scales, zeros(weights.scales().length)),
                  unfolded,
                  OnnxGraph.integer("axis", axis)));
          return unfolded;
        });
  }

  private String zeros(int count) {
    return draft.once(
        "zeros " + count,
        () ->
            draft.store(
                StoredFloats.bytes(
                    draft.fresh("zeros." + count), new byte[count], List.of((long) count))));
  }

  private String bias(String output, RoundedWeights weights) {
    List<Long> dims = List.of((long) weights.bias().length);
    String packed =
        draft.store(StoredFloats.integers(draft.fresh(output + ".bias"), weights.bias(), dims));
    String scales =
        draft.store(
            StoredFloats.floats(draft.fresh(output + ".bias.scale"), weights.biasScales(), dims));
    String unfolded = draft.fresh(output + ".bias.float");
    draft.unfold(
        Nodes.of(
            "DequantizeLinear", List.of(packed, scales), unfolded, OnnxGraph.integer("axis", 0)));
    return unfolded;
  }
}

package io.paretune.evaluators.onnx.graph.prepare;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import io.paretune.evaluators.onnx.OnnxGraph;
import io.paretune.evaluators.onnx.graph.draft.GraphDraft;
import io.paretune.evaluators.onnx.graph.draft.Nodes;
import io.paretune.evaluators.onnx.graph.draft.StoredFloats;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Computes in floats what a graph computes in bytes: each value in bytes gets one in floats that it
 * stands for, rounded weights stay rounded, and what a rounding cut off is cut off. Operators in
 * bytes that are not known, and what they read, stay.
 */
final class Unfolding {

  private static final Set<String> ROUNDING =
      Set.of(
          "QuantizeLinear",
          "DequantizeLinear",
          "DynamicQuantizeLinear",
          "QLinearConv",
          "QLinearMatMul",
          "ConvInteger",
          "MatMulInteger");

  /** Operators that move values, or take the largest of some. */
  private static final Set<String> MOVING =
      Set.of("MaxPool", "Reshape", "Transpose", "Flatten", "Squeeze", "Unsqueeze");

  private final GraphDraft draft;
  private final Map<String, Real> reals = new HashMap<>();
  private final List<NodeProto> nodes = new ArrayList<>();

  private Unfolding(GraphDraft draft) {
    this.draft = draft;
  }

  /** What a value in bytes stands for: the name of its floats, and how large a step is. */
  private record Real(String floats, double step) {}

  /**
   * The model in floats; one that computes nothing in bytes as it came.
   *
   * @throws IllegalArgumentException if it is not sound
   */
  static ModelProto of(ModelProto model) {
    if (model.getGraph().getNodeList().stream()
        .noneMatch(node -> ROUNDING.contains(node.getOpType()))) {
      return model;
    }
    Unfolding unfolding = new Unfolding(GraphDraft.of(model));
    unfolding.draft.nodes().forEach(unfolding::node);
    unfolding.needed(model).forEach(unfolding.draft::write);
    return unfolding.draft.built();
  }

  /** Without what led to values in bytes that nobody reads any more. */
  private List<NodeProto> needed(ModelProto model) {
    Set<String> read = new HashSet<>();
    model.getGraph().getOutputList().forEach(output -> read.add(output.getName()));
    List<NodeProto> kept = new ArrayList<>();
    for (int n = nodes.size() - 1; n >= 0; n--) {
      NodeProto node = nodes.get(n);
      boolean body = node.getAttributeList().stream().anyMatch(AttributeProto::hasG);
      if (body || node.getOutputList().stream().anyMatch(read::contains)) {
        read.addAll(node.getInputList());
        kept.add(node);
      }
    }
    Collections.reverse(kept);
    return kept;
  }

  private void node(NodeProto node) {
    boolean known =
        GraphDraft.isStandard(node.getDomain())
            && node.getInputCount() > 0
            && node.getOutputCount() > 0
            && switch (node.getOpType()) {
              case "QuantizeLinear" -> rounded(node);
              case "DequantizeLinear" -> restored(node);
              case "DynamicQuantizeLinear" -> dynamic(node);
              case "QLinearConv" -> linear(node, "Conv", 0);
              case "QLinearMatMul" -> linear(node, "MatMul", 1);
              case "ConvInteger" -> whole(node, "Conv");
              case "MatMulInteger" -> whole(node, "MatMul");
              default -> moved(node);
            };
    if (!known) {
      nodes.add(node);
    }
  }

  private boolean rounded(NodeProto node) {
    Optional<Grid> grid = grid(node, 1);
    if (grid.isEmpty() || grid.get().scales().length != 1) {
      return false;
    }
    nodes.add(node);
    String input = node.getInput(0);
    Grid by = grid.get();
    Optional<TensorProto> stored = draft.stored(input).filter(StoredFloats::sound);
    String floats = draft.fresh(node.getOutput(0) + ".real");
    if (stored.isPresent()) {
      float[] values = StoredFloats.of(stored.get());
      for (int i = 0; i < values.length; i++) {
        double step = Math.rint(values[i] / by.scales()[0]) * by.scales()[0];
        values[i] = (float) Math.max(by.low(), Math.min(by.high(), step));
      }
      draft.store(StoredFloats.floats(floats, values, stored.get().getDimsList()));
    } else {
      clipped(input, floats, by);
    }
    reals.put(node.getOutput(0), new Real(floats, by.scales()[0]));
    return true;
  }

  /** Before opset 11, bounds were attributes. */
  private void clipped(String from, String to, Grid grid) {
    nodes.add(
        draft.opset() < 11
            ? Nodes.of(
                "Clip",
                List.of(from),
                to,
                OnnxGraph.real("min", (float) grid.low()),
                OnnxGraph.real("max", (float) grid.high()))
            : Nodes.of("Clip", List.of(from, scalar(to, grid.low()), scalar(to, grid.high())), to));
  }

  private String scalar(String of, double value) {
    return draft.store(
        StoredFloats.floats(draft.fresh(of + ".bound"), new float[] {(float) value}, List.of()));
  }

  private boolean restored(NodeProto node) {
    Real real = reals.get(node.getInput(0));
    if (real != null) {
      nodes.add(Nodes.of("Identity", List.of(real.floats()), node.getOutput(0)));
      return true;
    }
    Optional<TensorProto> stored = draft.stored(node.getInput(0)).filter(StoredSteps::holds);
    Optional<Grid> grid = grid(node, 1);
    if (stored.isEmpty() || grid.isEmpty()) {
      return false;
    }
    int axis = (int) Nodes.number(node, "axis", 1);
    nodes.add(
        Nodes.of(
            "Identity",
            List.of(constant(stored.get(), grid.get(), axis, node.getOutput(0))),
            node.getOutput(0)));
    return true;
  }

  /** A range that is found at each call is none in floats: the step is 1. */
  private boolean dynamic(NodeProto node) {
    if (node.getOutputCount() != 3
        || draft.readers(node.getOutput(0)).stream()
            .anyMatch(n -> !ROUNDING.contains(draft.nodes().get(n).getOpType()))) {
      return false;
    }
    reals.put(node.getOutput(0), new Real(node.getInput(0), 1));
    draft.store(StoredFloats.floats(node.getOutput(1), new float[] {1}, List.of()));
    return true;
  }

  /** {@code x, scale, zero, w, scale, zero, y scale, y zero, bias}. */
  private boolean linear(NodeProto node, String type, int axis) {
    Real real = reals.get(node.getInput(0));
    Optional<TensorProto> weights = draft.stored(node, 3).filter(StoredSteps::holds);
    Optional<Grid> own = grid(node, 4);
    Optional<Grid> output = grid(node, 6);
    if (real == null || weights.isEmpty() || own.isEmpty() || output.isEmpty()) {
      return false;
    }
    nodes.add(node);
    String y = node.getOutput(0);
    List<String> inputs =
        new ArrayList<>(List.of(real.floats(), constant(weights.get(), own.get(), axis, y)));
    Optional<TensorProto> bias = draft.stored(node, 8).filter(StoredSteps::holds);
    if (bias.isPresent()) {
      float[] steps = own.get().scales().clone();
      for (int c = 0; c < steps.length; c++) {
        steps[c] *= (float) real.step();
      }
      inputs.add(constant(bias.get(), new Grid(steps, new int[1], 0, 0), 0, y + ".bias"));
    }
    String sums = draft.fresh(y + ".sums");
    nodes.add(
        node.toBuilder()
            .setOpType(type)
            .clearInput()
            .addAllInput(inputs)
            .setOutput(0, sums)
            .build());
    String floats = draft.fresh(y + ".real");
    clipped(sums, floats, output.get());
    reals.put(y, new Real(floats, output.get().scales()[0]));
    return true;
  }

  /** {@code x, w, x zero, w zero}: sums of steps, which whoever reads them multiplies with both. */
  private boolean whole(NodeProto node, String type) {
    Real real = reals.get(node.getInput(0));
    if (real == null || node.getInputCount() < 2) {
      return false;
    }
    String y = node.getOutput(0);
    Real fixed = reals.get(node.getInput(1));
    Optional<TensorProto> stored = draft.stored(node, 1).filter(StoredSteps::holds);
    String weights;
    double step = real.step();
    if (fixed != null && draft.producer(fixed.floats()).isEmpty()) {
      weights = fixed.floats();
      step *= fixed.step();
    } else if (stored.isPresent()) {
      Optional<TensorProto> zero = draft.stored(node, 3).filter(StoredSteps::holds);
      int[] zeros = zero.map(StoredSteps::of).orElse(new int[1]);
      weights = constant(stored.get(), new Grid(new float[] {1}, zeros, 0, 0), 1, y);
    } else {
      return false;
    }
    String sums = draft.fresh(y + ".sums");
    nodes.add(
        node.toBuilder()
            .setOpType(type)
            .clearInput()
            .addAllInput(List.of(real.floats(), weights))
            .setOutput(0, sums)
            .build());
    nodes.add(Nodes.of("Mul", List.of(sums, scalar(y, 1 / step)), y));
    return true;
  }

  private boolean moved(NodeProto node) {
    Real real = reals.get(node.getInput(0));
    if (real == null || !MOVING.contains(node.getOpType()) || node.getOutputCount() != 1) {
      return false;
    }
    nodes.add(node);
    String floats = draft.fresh(node.getOutput(0) + ".real");
    nodes.add(Nodes.reading(node, 0, real.floats()).toBuilder().setOutput(0, floats).build());
    reals.put(node.getOutput(0), new Real(floats, real.step()));
    return true;
  }

  private String constant(TensorProto tensor, Grid grid, int axis, String name) {
    int[] steps = StoredSteps.of(tensor);
    int along = axis < 0 ? tensor.getDimsCount() + axis : axis;
    long below = 1;
    for (int a = along + 1; a < tensor.getDimsCount(); a++) {
      below *= tensor.getDims(a);
    }
    float[] values = new float[steps.length];
    for (int i = 0; i < values.length; i++) {
      int channel = (int) (i / Math.max(1, below));
      float scale = grid.scales()[channel % grid.scales().length];
      values[i] = (steps[i] - grid.zeros()[channel % grid.zeros().length]) * scale;
    }
    return draft.store(
        StoredFloats.floats(draft.fresh(name + ".float"), values, tensor.getDimsList()));
  }

  /**
   * The steps on which values lie.
   *
   * @param least of them, below the zero point
   * @param most of them
   */
  @SuppressWarnings("ArrayRecordComponent")
  private record Grid(float[] scales, int[] zeros, int least, int most) {
    double low() {
      return (double) (least - zeros[0]) * scales[0];
    }

    double high() {
      return (double) (most - zeros[0]) * scales[0];
    }
  }

  /** The stored scale at a place of a node's inputs, and the zero point after it. */
  private Optional<Grid> grid(NodeProto node, int input) {
    Optional<TensorProto> scale = draft.stored(node, input).filter(StoredFloats::sound);
    if (scale.isEmpty() || StoredFloats.count(scale.get()) == 0) {
      return Optional.empty();
    }
    Optional<TensorProto> zero = draft.stored(node, input + 1).filter(StoredSteps::holds);
    if (Nodes.has(node, input + 1) && zero.isEmpty()) {
      return Optional.empty();
    }
    boolean signed = zero.isPresent() && StoredSteps.signed(zero.get());
    int[] zeros = zero.map(StoredSteps::of).orElse(new int[1]);
    return Optional.of(
        new Grid(
            StoredFloats.of(scale.get()),
            zeros.length == 0 ? new int[1] : zeros,
            signed ? Byte.MIN_VALUE : 0,
            signed ? Byte.MAX_VALUE : 255));
  }
}

package io.paretune.evaluators.onnx.graph.prepare;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import io.paretune.evaluators.onnx.OnnxGraph;
import io.paretune.evaluators.onnx.graph.draft.GraphDraft;
import io.paretune.evaluators.onnx.graph.draft.Nodes;
import io.paretune.evaluators.onnx.graph.draft.StoredFloats;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

/** How an operator of opset 7 to 12 is written in opset 13. Those that are not here stay. */
@FunctionalInterface
interface RaisedOperator {

  /** The rules by operator. */
  Map<String, RaisedOperator> RULES =
      Map.ofEntries(
          Map.entry("Squeeze", old -> old.listed("axes")),
          Map.entry("Unsqueeze", old -> old.listed("axes")),
          Map.entry("ReduceSum", old -> old.listed("axes")),
          Map.entry("Split", old -> old.listed("split")),
          Map.entry("TopK", RaisedOperator::topK),
          Map.entry("Slice", RaisedOperator::slice),
          Map.entry("Clip", RaisedOperator::clip),
          Map.entry("Pad", RaisedOperator::pad),
          Map.entry("Upsample", RaisedOperator::resize),
          Map.entry("Resize", RaisedOperator::resize),
          Map.entry("Dropout", RaisedOperator::dropout),
          Map.entry("Scatter", old -> old.renamed("ScatterElements")),
          Map.entry("Softmax", RaisedOperator::softmax),
          Map.entry("LogSoftmax", RaisedOperator::softmax),
          Map.entry("Hardmax", RaisedOperator::softmax),
          Map.entry("BatchNormalization", RaisedOperator::normalisation));

  /** Writes the node. */
  void write(Old old);

  private static void topK(Old old) {
    if (old.from() >= 10) {
      old.asItCame();
      return;
    }
    long k = (long) Nodes.number(old.node(), "k", 1);
    old.with(List.of(old.node().getInput(0), old.list("k", k)), "k");
  }

  private static void slice(Old old) {
    if (old.from() >= 10) {
      old.asItCame();
      return;
    }
    long[] starts = old.longs("starts");
    long[] axes = old.longs("axes");
    old.with(
        List.of(
            old.node().getInput(0),
            old.list("starts", starts),
            old.list("ends", old.longs("ends")),
            old.list(
                "axes", axes.length > 0 ? axes : LongStream.range(0, starts.length).toArray())),
        "starts",
        "ends",
        "axes");
  }

  private static void clip(Old old) {
    if (old.from() >= 11) {
      old.asItCame();
      return;
    }
    old.with(
        List.of(
            old.node().getInput(0),
            old.scalar("min", Nodes.number(old.node(), "min", -Float.MAX_VALUE)),
            old.scalar("max", Nodes.number(old.node(), "max", Float.MAX_VALUE))),
        "min",
        "max");
  }

  private static void pad(Old old) {
    if (old.from() >= 11) {
      old.asItCame();
      return;
    }
    old.with(
        List.of(
            old.node().getInput(0),
            old.list("pads", old.longs("pads")),
            old.scalar("value", Nodes.number(old.node(), "value", 0))),
        "pads",
        "value");
  }

  /** Up to opset 10 places were counted from the first corner, and the lower neighbour taken. */
  private static void resize(Old old) {
    NodeProto node = old.node();
    if (old.from() >= 11) {
      old.asItCame();
      return;
    }
    String scales;
    if (node.getInputCount() > 1) {
      scales = node.getInput(1);
    } else {
      List<Float> given =
          Nodes.attribute(node, "scales").map(AttributeProto::getFloatsList).orElse(List.of());
      float[] values = new float[given.size()];
      for (int i = 0; i < values.length; i++) {
        values[i] = given.get(i);
      }
      scales = old.floats("scales", values, List.of((long) values.length));
    }
    NodeProto.Builder written =
        node.toBuilder()
            .setOpType("Resize")
            .clearInput()
            .addInput(node.getInput(0))
            .addInput("")
            .addInput(scales)
            .addAttribute(OnnxGraph.text("coordinate_transformation_mode", "asymmetric"))
            .addAttribute(OnnxGraph.text("nearest_mode", "floor"));
    old.draft().write(Old.without(written, "scales").build());
  }

  private static void dropout(Old old) {
    NodeProto node = old.node();
    if (node.getOutputCount() > 1 && !node.getOutput(1).isEmpty()) {
      throw old.refused("a mask is put out");
    }
    old.draft().write(Nodes.of("Identity", List.of(node.getInput(0)), node.getOutput(0)));
  }

  /** Before opset 13, all axes from the given one on were one. */
  private static void softmax(Old old) {
    NodeProto node = old.node();
    int axis = (int) Nodes.number(node, "axis", 1);
    NodeProto last =
        Old.without(node.toBuilder(), "axis").addAttribute(OnnxGraph.integer("axis", -1)).build();
    // the usual one is a node then, not four
    if (axis == -1 || axis + 1 == old.ranks().of(node.getInput(0)).orElse(0)) {
      old.draft().write(last);
      return;
    }
    String matrix = old.named("matrix");
    String shape = old.named("shape");
    String shares = old.named("shares");
    String input = node.getInput(0);
    old.draft().write(Nodes.of("Flatten", List.of(input), matrix, OnnxGraph.integer("axis", axis)));
    old.draft().write(Nodes.of("Shape", List.of(input), shape));
    old.draft().write(last.toBuilder().setInput(0, matrix).setOutput(0, shares).build());
    old.draft().write(Nodes.of("Reshape", List.of(shares, shape), node.getOutput(0)));
  }

  private static void normalisation(Old old) {
    if (Nodes.number(old.node(), "spatial", 1) == 0) {
      throw old.refused("it is not spatial");
    }
    old.draft().write(Old.without(old.node().toBuilder(), "spatial").build());
  }

  /**
   * A node of an older opset.
   *
   * @param from its opset
   * @param ranks of its graph's values
   */
  record Old(GraphDraft draft, NodeProto node, int from, Ranks ranks) {

    void asItCame() {
      draft.write(node);
    }

    void renamed(String type) {
      draft.write(node.toBuilder().setOpType(type).build());
    }

    /** What was a list among the attributes is the second input. */
    void listed(String name) {
      if (Nodes.attribute(node, name).isEmpty() || node.getInputCount() > 1) {
        asItCame();
        return;
      }
      with(List.of(node.getInput(0), list(name, longs(name))), name);
    }

    void with(List<String> inputs, String... attributes) {
      draft.write(without(node.toBuilder().clearInput().addAllInput(inputs), attributes).build());
    }

    static NodeProto.Builder without(NodeProto.Builder node, String... attributes) {
      List<AttributeProto> kept = new ArrayList<>(node.getAttributeList());
      kept.removeIf(attribute -> Arrays.asList(attributes).contains(attribute.getName()));
      return node.clearAttribute().addAllAttribute(kept);
    }

    long[] longs(String name) {
      return Nodes.attribute(node, name)
          .map(attribute -> attribute.getIntsList().stream().mapToLong(Long::longValue).toArray())
          .orElse(new long[0]);
    }

    private String named(String what) {
      return draft.fresh((node.getOutputCount() > 0 ? node.getOutput(0) : "") + "." + what);
    }

    String list(String what, long... values) {
      return draft.store(StoredFloats.longs(named(what), values, List.of((long) values.length)));
    }

    String floats(String what, float[] values, List<Long> dims) {
      return draft.store(StoredFloats.floats(named(what), values, dims));
    }

    String scalar(String what, float value) {
      return floats(what, new float[] {value}, List.of());
    }

    IllegalArgumentException refused(String why) {
      return new IllegalArgumentException(
          "node '%s' (%s of opset %d) has no form in opset %d: %s; export it with that opset"
              .formatted(node.getName(), node.getOpType(), from, OpsetRaise.TARGET, why));
    }
  }
}

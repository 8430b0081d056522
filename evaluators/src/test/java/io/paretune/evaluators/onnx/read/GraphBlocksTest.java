package io.paretune.evaluators.onnx.read;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import io.paretune.evaluators.onnx.graph.GraphPlan;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What belongs together in a graph is planned together. */
class GraphBlocksTest {

  private static GraphPlan plan(ModelProto model) {
    return GraphPlan.of(model, Pattern.compile("(?!)"));
  }

  private static Set<Integer> convolutions(ModelProto model) {
    return nodes(model, "Conv");
  }

  private static Set<Integer> nodes(ModelProto model, String type) {
    Set<Integer> nodes = new TreeSet<>();
    List<NodeProto> all = model.getGraph().getNodeList();
    for (int n = 0; n < all.size(); n++) {
      if (all.get(n).getOpType().equals(type)) {
        nodes.add(n);
      }
    }
    return nodes;
  }

  /** So many residual blocks of three convolutions, one behind the other. */
  private static ModelProto residual(int blocks) {
    TestGraph g = new TestGraph(13, 0, 4, 8, 8);
    String x = "x";
    for (int b = 0; b < blocks; b++) {
      String y = x;
      for (int c = 0; c < 3; c++) {
        y = g.node("Relu", List.of(g.node("Conv", List.of(y, g.weightOf(4, 4, 4, 1, 1)))));
      }
      x = g.node("Relu", List.of(g.node("Add", List.of(x, y))));
    }
    g.graph.addOutput(TestGraph.value(x, 0, 4, 8, 8));
    return g.model();
  }

  @Test
  void aResidualBlockIsNeverTakenApart() {
    ModelProto model = residual(7);
    Set<Integer> nodes = convolutions(model);
    for (int most = 1; most <= 7; most++) {
      List<Set<Integer>> blocks = plan(model).blocks(nodes, most);
      Set<Integer> all = new HashSet<>();
      assertThat(blocks).hasSizeLessThanOrEqualTo(most).hasSizeGreaterThan(most / 2);
      for (Set<Integer> block : blocks) {
        assertThat(block.size() % 3).as("%d of %s", most, blocks).isZero();
        all.addAll(block);
      }
      assertThat(all).isEqualTo(nodes);
    }
  }

  @Test
  void whatHasNoNarrowPlacesIsTakenApart() {
    TestGraph g = new TestGraph(13, 0, 4, 8, 8);
    List<String> branches = new ArrayList<>();
    for (int b = 0; b < 3; b++) {
      String y = "x";
      for (int c = 0; c < 8; c++) {
        y = g.node("Conv", List.of(y, g.weightOf(4, 4, 4, 1, 1)));
      }
      branches.add(y);
    }
    g.graph.addOutput(TestGraph.value(g.node("Sum", branches), 0, 4, 8, 8));
    Set<Integer> nodes = convolutions(g.model());

    List<Set<Integer>> blocks = plan(g.model()).blocks(nodes, 6);

    assertThat(blocks).hasSize(6).allMatch(block -> block.size() == 4);
  }

  /** Attentions of a mask that is made once, with a residual path around each. */
  private static ModelProto masked(int layers) {
    TestGraph g = new TestGraph(13, 0, 5, 8);
    g.graph.addInput(TestGraph.value("mask", 0, 5, 8));
    String mask = g.node("Sqrt", List.of("mask"));
    String x = g.node("Abs", List.of("x"));
    for (int layer = 0; layer < layers; layer++) {
      String query = g.node("MatMul", List.of(x, g.weight(8, 8)));
      String value = g.node("MatMul", List.of(x, g.weight(8, 8)));
      String seen = g.node("Mul", List.of(value, g.node("Add", List.of(query, mask))));
      x = g.node("Add", List.of(x, g.node("MatMul", List.of(seen, g.weight(8, 8)))));
    }
    g.graph.addOutput(TestGraph.value(x, 0, 5, 8));
    return g.model();
  }

  @Test
  void aMaskThatAllLayersReadDoesNotJoinThem() {
    ModelProto model = masked(7);
    Set<Integer> products = nodes(model, "MatMul");
    for (int most = 2; most <= 7; most++) {
      assertThat(plan(model).blocks(products, most))
          .hasSizeGreaterThan(most / 2)
          .allMatch(block -> block.size() % 3 == 0);
    }
  }
}

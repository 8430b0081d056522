package io.paretune.evaluators.onnx.read;

import static io.paretune.evaluators.onnx.read.TestGraph.integer;
import static io.paretune.evaluators.onnx.read.TestGraph.integers;
import static io.paretune.evaluators.onnx.read.TestGraph.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.paretune.evaluators.network.Movement;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Rows and columns that change places, as of spectrograms, cost no layer. */
class SwappedAxesTest {

  private static String swap(NetWriter w, String x) {
    return w.same("Transpose", List.of(x), integers("perm", 0, 1, 3, 2));
  }

  private static void withoutMovements(ImportedModel model) {
    assertThat(model.network().nodes()).noneMatch(node -> node.layer() instanceof Movement);
  }

  @Test
  void layersOnSwappedImagesAreSwappedLayers() {
    NetWriter w = NetWriter.of(13, 0, 3, 8, 12);
    String y = swap(w, "x");
    y = w.norm(w.conv(y, 6, 5, 3, 1, 1, false, 2, 1, 2, 1));
    y = w.maxPool(w.relu(y), 2, 2);
    y = w.depthwise(y, 3, 1);
    y = w.linear(w.flatten(w.globalPool(w.relu(y)), 1), 4);

    withoutMovements(Journey.of(w.output(y)));
  }

  @Test
  void featuresKeepTheirPlaces() {
    NetWriter w = NetWriter.of(13, 0, 2, 4, 6);
    String y = w.relu(w.conv(swap(w, "x"), 3, 3, 3, 1, 1, true, 1, 1, 1, 1));
    y = w.linear(w.flatten(y, 24), 4);

    withoutMovements(Journey.of(w.output(y)));
  }

  @Test
  void aSecondSwapTakesTheFirstBack() {
    NetWriter w = NetWriter.of(13, 0, 2, 4, 6);
    String y = w.conv(swap(w, "x"), 3, 3, 1, 1, 1, true, 1, 0, 1, 0);
    y = w.relu(w.conv(swap(w, y), 3, 3, 3, 1, 1, true, 1, 1, 1, 1));

    withoutMovements(Journey.of(w.output(w.linear(w.flatten(w.globalPool(y), 1), 4))));
  }

  @Property(tries = 40, seed = "11")
  void anyWindowIsTheSameWindowSwapped(
      @ForAll @IntRange(min = 1, max = 4) int height,
      @ForAll @IntRange(min = 1, max = 4) int width,
      @ForAll @IntRange(min = 1, max = 3) int down,
      @ForAll @IntRange(min = 1, max = 3) int across,
      @ForAll boolean same) {
    TestGraph g = new TestGraph(13, 0, 2, 9, 13);
    String y = g.node("Transpose", List.of("x"), integers("perm", 0, 1, 3, 2));
    y =
        same
            ? g.node(
                "Conv",
                List.of(y, g.weight(4, 2, height, width)),
                integers("strides", down, across),
                text("auto_pad", "SAME_UPPER"))
            : g.node(
                "Conv",
                List.of(y, g.weight(4, 2, height, width)),
                integers("strides", down, across),
                integers("pads", height / 2, 0, 0, width / 2));
    y = g.node("Transpose", List.of(g.node("Relu", List.of(y))), integers("perm", 0, 1, 3, 2));
    SameAnswers.check(g.output(g.node("Flatten", List.of(y), integer("axis", 1))));
  }
}

package io.paretune.evaluators.family;

import static org.assertj.core.api.Assertions.assertThat;

import io.paretune.evaluators.network.ActivationKind;
import io.paretune.evaluators.network.Initialisation;
import io.paretune.evaluators.network.Layer;
import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.Node;
import io.paretune.evaluators.network.Shape;
import io.paretune.evaluators.network.Weights;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A name says what a node does, in every network of a family. */
class NodeNamesTest {

  private static final int NETWORKS = 100;

  /** Options that leave sizes alone, so that whatever does the same job has the same shape. */
  private static final Map<String, Map<String, List<Object>>> OF_ONE_SIZE =
      Map.of(
          "resnet",
          Map.of("width", List.of(8), "kernel", List.of(3)),
          "mbconv",
          Map.of(
              "width", List.of(8),
              "kernel", List.of(3),
              "expansion", List.of(4),
              "se-ratio", List.of(0, 0.25),
              "activation", List.of("relu", "silu")),
          "mlp",
          Map.of(
              "width", List.of(16), "dropout", List.of(0, 0.5), "batch-norm", List.of(false, true)),
          "vit",
          Map.of("width", List.of(8), "heads", List.of(2), "ratio", List.of(2)),
          "text-transformer",
          Map.of("width", List.of(8), "heads", List.of(2), "ratio", List.of(2)),
          "nas-bench-201",
          Map.of(
              "width", List.of(8),
              "operations", List.of("none", "skip_connect", "avg_pool_3x3", "nor_conv_3x3")),
          "nas-bench-macro",
          Map.of("width", List.of(8), "operations", List.of("identity", "mb6-k5")));

  static List<String> families() {
    return Families.standard().names();
  }

  @ParameterizedTest
  @MethodSource("families")
  void nodesOfEqualNameHaveOneKindOfLayerInOneBlock(String family) {
    Map<String, String> known = new HashMap<>();
    for (long seed = 0; seed < NETWORKS; seed++) {
      for (Node node : FamilyPoints.draw(family, seed).network().nodes()) {
        String place = node.block() + ": " + node.layer().getClass().getSimpleName();
        assertThat(known.computeIfAbsent(node.name(), name -> place))
            .as(node.name())
            .isEqualTo(place);
        assertThat(node.name()).startsWith(node.block() + ".");
      }
    }
  }

  @ParameterizedTest
  @MethodSource("families")
  void weightsOfTwoNetworksOfOneSizeMatchByName(String family) {
    FamilyContext context =
        FamilyPoints.suited(
            new FamilyContext(Shape.image(2, 9, 9), 3, OF_ONE_SIZE.getOrDefault(family, Map.of())),
            family);
    Random random = new Random(1);
    for (int pair = 0; pair < NETWORKS; pair++) {
      Network one = FamilyPoints.draw(Families.standard().named(family), context, random).network();
      Network two = FamilyPoints.draw(Families.standard().named(family), context, random).network();
      Weights trained = Initialisation.kaiming(one, 1);
      Weights inherited = Initialisation.inherited(two, trained, 2).requireFor(two);
      Weights fresh = Initialisation.kaiming(two, 2);
      for (String name : inherited.names()) {
        assertThat(inherited.get(name))
            .isEqualTo(trained.contains(name) ? trained.get(name) : fresh.get(name));
      }
    }
  }

  /** What a convolution of an inverted bottleneck does, told from the graph alone. */
  private static String job(Network network, Node node) {
    Layer.Conv2d conv = (Layer.Conv2d) node.layer();
    if (conv.depthwise()) {
      return "depthwise";
    }
    if (network.node(node.inputs().get(0)).layer() instanceof Layer.GlobalAveragePool) {
      return "squeeze";
    }
    Node next = network.consumers(node.name()).get(0);
    if (next.layer().equals(new Layer.Activation(ActivationKind.HARD_SIGMOID))) {
      return "excite";
    }
    boolean activated = network.consumers(next.name()).get(0).layer() instanceof Layer.Activation;
    boolean alone =
        network.nodes().stream()
            .filter(other -> other.block().equals(node.block()))
            .noneMatch(other -> other.layer() instanceof Layer.Conv2d o && o.depthwise());
    return alone ? "identity" : activated ? "expand" : "project";
  }

  @ParameterizedTest
  @ValueSource(strings = {"mbconv", "nas-bench-macro"})
  void convolutionsOfInvertedBottlenecksAreNamedByWhatTheyDo(String family) {
    for (long seed = 0; seed < NETWORKS; seed++) {
      Network network = FamilyPoints.draw(family, seed).network();
      for (Node node : network.nodes()) {
        if (node.layer() instanceof Layer.Conv2d
            && !List.of("stem", "head").contains(node.block())) {
          assertThat(node.name()).isEqualTo(node.block() + "." + job(network, node) + ".conv");
        }
      }
    }
  }

  @Test
  void operationsOfCellsAreNamedByTheirEdges() {
    int convolutions = 0;
    for (long seed = 0; seed < NETWORKS; seed++) {
      FamilyPoints.Drawn drawn = FamilyPoints.draw("nas-bench-201", seed);
      for (Node node : drawn.network().nodes()) {
        if (node.block().contains("cell") && node.layer() instanceof Layer.Conv2d conv) {
          int kernel = conv.window().kernelHeight();
          String edge = node.name().substring(node.block().length() + 1).replace(".conv", "");
          assertThat(drawn.point().value(edge))
              .as(node.name())
              .isEqualTo("nor_conv_%dx%d".formatted(kernel, kernel));
          convolutions++;
        }
      }
    }
    assertThat(convolutions).isGreaterThan(NETWORKS);
  }
}

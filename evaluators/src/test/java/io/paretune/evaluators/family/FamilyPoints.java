package io.paretune.evaluators.family;

import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.Shape;
import io.paretune.search.space.Assignment;
import io.paretune.search.space.SearchSpace;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Random networks of every family, small enough for the reference. Deterministic in the seed. */
public final class FamilyPoints {

  private static final String TEXTS = "text-transformer";

  private static final Map<String, Map<String, List<Object>>> SMALL =
      Map.of(
          "resnet",
          Map.of(
              "stages", List.of(2),
              "width", List.of(8, 16),
              "depth", List.of(1, 2),
              "kernel", List.of(1, 3, 5),
              "stem-stride", List.of(1, 2)),
          "mbconv",
          Map.of(
              "stages", List.of(2),
              "width", List.of(8, 16),
              "depth", List.of(1, 2),
              "expansion", List.of(1, 3, 4),
              "se-ratio", List.of(0, 0.25),
              "activation", List.of("relu", "relu6", "hard-swish"),
              "stem-stride", List.of(1, 2)),
          "mlp",
          Map.of(
              "width", List.of(8, 16, 40),
              "depth", List.of(1, 2, 4),
              "activation", List.of("relu", "tanh", "silu"),
              "dropout", List.of(0, 0.5),
              "batch-norm", List.of(false, true)),
          "vit",
          Map.of(
              "patch", List.of(2, 3),
              "width", List.of(8, 16),
              "depth", List.of(1, 2),
              "heads", List.of(1, 2, 3),
              "ratio", List.of(1, 2),
              "head-width", List.of(4),
              "dropout", List.of(0, 0.1)),
          TEXTS,
          Map.of(
              "width", List.of(8, 16),
              "depth", List.of(1, 2),
              "heads", List.of(1, 2, 3),
              "ratio", List.of(1, 2),
              "head-width", List.of(4),
              "dropout", List.of(0, 0.1),
              "pool", List.of("class", "mean")),
          "nas-bench-201",
          Map.of("width", List.of(8)),
          "nas-bench-macro",
          Map.of("width", List.of(8), "head-width", List.of(16, 24)));

  private FamilyPoints() {}

  /**
   * A random point of a family on images of random shape, odd sizes and rows of tables included.
   */
  public static Drawn draw(String family, long seed) {
    // neighbouring seeds of java.util.Random begin alike
    Random random = new Random(seed * 0x9E3779B97F4A7C15L);
    int[] sizes = {1, 5, 6, 7};
    int size = sizes[random.nextInt(sizes.length)];
    Shape.Image input = Shape.image(1 + random.nextInt(3), size, size);
    FamilyContext context =
        suited(
            new FamilyContext(input, 2 + random.nextInt(4), SMALL.getOrDefault(family, Map.of())),
            family);
    return draw(Families.standard().named(family), context, random);
  }

  /** A context, of texts in place of images where a family reads those. */
  public static FamilyContext suited(FamilyContext context, String family) {
    return family.equals(TEXTS)
        ? new FamilyContext(
            Shape.ids(2 + context.input().elements() % 7, 12), context.outputs(), context.options())
        : context;
  }

  /** A random point of a family that is a network. */
  static Drawn draw(Family family, FamilyContext context, Random random) {
    SearchSpace space = family.space(context);
    while (true) {
      Assignment point = space.fromUnit(random.doubles(space.dimension()).toArray());
      try {
        return new Drawn(family, context, point, family.build(point, context));
      } catch (IllegalArgumentException disconnected) {
        if (!String.valueOf(disconnected.getMessage())
            .contains("path from its input to its output")) {
          throw disconnected;
        }
      }
    }
  }

  /**
   * A point and its network.
   *
   * @param family whose it is
   * @param context what it was built for
   * @param point of the family's space
   * @param network of the point
   */
  public record Drawn(Family family, FamilyContext context, Assignment point, Network network) {}
}

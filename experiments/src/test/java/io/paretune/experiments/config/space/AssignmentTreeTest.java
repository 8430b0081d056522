package io.paretune.experiments.config.space;

import static org.assertj.core.api.Assertions.assertThat;

import io.paretune.search.space.Assignment;
import io.paretune.search.space.SearchSpace;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AssignmentTreeTest {

  private static final SearchSpace SPACE =
      SpaceReader.read(
          "s.yaml",
          """
          space:
            depth: {whole: [1, 3]}
            rate: {log-real: [1e-4, 0.1]}
            bias: [true, false]
            slope: {real: [0, 1], when: {depth: {at-least: 2}}}
            stem: {group: {width: {whole: [8, 64]}, pool: {group: {kind: [max, mean]}}}}
            optimizer:
              branch:
                sgd: {momentum: {real: [0, 0.99]}}
                none: {}
            blocks:
              repeat: [0, 2]
              of: {group: {kernel: [3, 5], act: [relu, gelu]}}
            pair:
              repeat: 2
              of: {whole: [1, 9]}
          """);

  private static Map<String, Object> tree(Map<String, Object> values) {
    return AssignmentTree.of(SPACE).of(SPACE.assignment(values));
  }

  @Test
  void groupsAreMapsRepeatsListsAndABranchHasItsOptionsName() {
    Map<String, Object> values =
        Map.ofEntries(
            Map.entry("depth", 2),
            Map.entry("rate", 0.01),
            Map.entry("bias", true),
            Map.entry("slope", 0.5),
            Map.entry("stem.width", 16),
            Map.entry("stem.pool.kind", "max"),
            Map.entry("optimizer", "sgd"),
            Map.entry("optimizer.sgd.momentum", 0.9),
            Map.entry("blocks.size", 1),
            Map.entry("blocks[0].kernel", 3),
            Map.entry("blocks[0].act", "gelu"),
            Map.entry("pair[0]", 4),
            Map.entry("pair[1]", 5));
    Map<String, Object> tree = tree(values);
    assertThat(tree)
        .isEqualTo(
            Map.of(
                "depth",
                2L,
                "rate",
                0.01,
                "bias",
                true,
                "slope",
                0.5,
                "stem",
                Map.of("width", 16L, "pool", Map.of("kind", "max")),
                "optimizer",
                Map.of("sgd", Map.of("momentum", 0.9)),
                "blocks",
                List.of(Map.of("kernel", 3L, "act", "gelu")),
                "pair",
                List.of(4L, 5L)));
    assertThat(tree.keySet())
        .containsExactly("depth", "rate", "bias", "slope", "stem", "optimizer", "blocks", "pair");
  }

  @Test
  void whatDoesNotExistIsLeftOut() {
    Map<String, Object> tree =
        tree(
            Map.of(
                "depth", 1,
                "rate", 0.1,
                "bias", false,
                "stem.width", 8,
                "stem.pool.kind", "mean",
                "optimizer", "none",
                "blocks.size", 0,
                "pair[0]", 1,
                "pair[1]", 1));
    assertThat(tree)
        .doesNotContainKey("slope")
        .containsEntry("optimizer", Map.of("none", Map.of()))
        .containsEntry("blocks", List.of());
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void everyValueOfAnySpaceIsThereOnce(long seed) {
    Random random = new Random(seed);
    Assignment point = SPACE.fromUnit(random.doubles(SPACE.dimension()).toArray());
    long lengths = point.has("blocks.size") ? 1 : 0;
    assertThat(leaves(AssignmentTree.of(SPACE).of(point)))
        .isEqualTo(point.asMap().size() - lengths);
  }

  /** A branch's option counts as a value, as its parameter does. */
  private static long leaves(Object tree) {
    if (tree instanceof Map<?, ?> map) {
      long count = map.containsKey("sgd") || map.containsKey("none") ? 1 : 0;
      for (Object value : map.values()) {
        count += leaves(value);
      }
      return count;
    }
    if (tree instanceof List<?> list) {
      return list.stream().mapToLong(AssignmentTreeTest::leaves).sum();
    }
    return 1;
  }
}

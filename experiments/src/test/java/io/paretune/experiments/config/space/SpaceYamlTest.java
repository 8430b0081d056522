package io.paretune.experiments.config.space;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.paretune.hardware.yaml.YamlException;
import io.paretune.search.space.Branch;
import io.paretune.search.space.Choice;
import io.paretune.search.space.Condition;
import io.paretune.search.space.Parameter;
import io.paretune.search.space.Real;
import io.paretune.search.space.SearchSpace;
import io.paretune.search.space.Whole;
import io.paretune.search.space.type.Choices;
import io.paretune.search.space.type.LogRange;
import io.paretune.search.space.type.Numbers;
import io.paretune.search.space.type.Range;
import io.paretune.search.space.type.RecordSpace;
import io.paretune.search.space.type.Size;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SpaceYamlTest {

  private record Server(
      @LogRange(min = 1, max = 256) int threads,
      @Range(min = 0.1, max = 0.9, step = 0.2) double fill,
      @LogRange(min = 1e-3, max = 10) double patience,
      @Choices({"yes", "no"}) String compress,
      boolean keepAlive,
      Cache cache,
      @Size(min = 0, max = 2) List<Shard> shards,
      @Size(min = 2, max = 2) List<@Numbers({1, 2.5}) Double> weights) {}

  sealed interface Cache {}

  record Off() implements Cache {}

  record Lru(@Range(min = 64, max = 1024, step = 64) int megabytes) implements Cache {}

  private record Shard(Cache cache, @Range(min = -1, max = 1) double bias) {}

  private static final String YAML =
      """
      space:
        threads: {log-whole: [1, 256]}
        fill: {real: [0.1, 0.9], step: 0.2}
        patience: {log-real: [0.001, 10]}
        compress: ["yes", "no"]
        keep-alive: [false, true]
        cache:
          branch:
            off: {}
            lru:
              megabytes: {whole: [64, 1024], step: 64}
        shards:
          repeat: [0, 2]
          of:
            group:
              cache:
                branch:
                  off: {}
                  lru:
                    megabytes: {whole: [64, 1024], step: 64}
              bias: {real: [-1, 1]}
        weights:
          repeat: 2
          of: [1.0, 2.5]
      """
          .replace("off: {}", "\"off\": {}");

  private static void cache(Branch cache) {
    cache.option("off").option("lru", lru -> lru.whole("megabytes", 64, 1024, 64));
  }

  @Test
  void oneSpaceInThreeWaysIsOneSpace() {
    SearchSpace built =
        SearchSpace.builder()
            .logWhole("threads", 1, 256)
            .real("fill", 0.1, 0.9, 0.2)
            .logReal("patience", 1e-3, 10)
            .choice("compress", "yes", "no")
            .choice("keep-alive", false, true)
            .branch("cache", SpaceYamlTest::cache)
            .repeat(
                "shards",
                0,
                2,
                shard -> shard.branch("cache", SpaceYamlTest::cache).real("bias", -1, 1))
            .repeat("weights", 2, 2, (list, weight) -> list.choice(weight, 1, 2.5))
            .build();
    assertThat(RecordSpace.of(Server.class).space()).isEqualTo(built);
    assertThat(SpaceReader.read("server.yaml", YAML)).isEqualTo(built);
    assertThat(SpaceWriter.write(built)).isEqualTo(YAML);
  }

  @Test
  void conditionsAreReadAsTheirPlaceSeesThem() {
    SearchSpace space =
        SpaceReader.read(
            "e.yaml",
            """
            space:
              depth: {whole: [1, 4]}
              scale: {real: [0, 2]}
              stages:
                repeat: [1, 2]
                of:
                  group:
                    kind: {choice: [conv, pool]}
                    kernel: {choice: [3, 5], when: {kind: conv, depth: {at-least: 2}}}
              tail:
                group: {x: {real: [0, 1]}}
                when: [{scale: [1, 2]}, {scale: {at-least: 1.5}}]
            """);
    assertThat(space.parameter("stages[1].kernel").orElseThrow().condition())
        .isEqualTo(
            Condition.all(
                Condition.atLeast("stages.size", 2),
                Condition.in("stages[1].kind", "conv"),
                Condition.atLeast("depth", 2)));
    assertThat(space.parameter("tail.x").orElseThrow().condition())
        .isEqualTo(Condition.all(Condition.in("scale", 1.0, 2.0), Condition.atLeast("scale", 1.5)));
    assertThat(SpaceReader.read("again", SpaceWriter.write(space))).isEqualTo(space);
    assertThat(SpaceWriter.write(space)).contains("when: [{scale: [1.0, 2.0]}", "repeat: [1, 2]");
  }

  @Test
  void everyBuiltSpaceIsWrittenAndReadBack() {
    int shaped = 0;
    for (int seed = 0; seed < 150; seed++) {
      SearchSpace space = new RandomSpaces(new Random(seed)).built();
      String text = SpaceWriter.write(space);
      assertThat(SpaceReader.read("seed " + seed, text)).as(text).isEqualTo(space);
      shaped += text.contains("repeat:") && text.contains("branch:") ? 1 : 0;
    }
    // they are written as what they were built of, not as lists of parameters
    assertThat(shaped).isGreaterThan(20);
  }

  @Test
  void everyListOfParametersIsWrittenAndReadBack() {
    for (int seed = 0; seed < 150; seed++) {
      SearchSpace space = new RandomSpaces(new Random(seed)).listed();
      String text = SpaceWriter.write(space);
      assertThat(SpaceReader.read("seed " + seed, text)).as(text).isEqualTo(space);
    }
  }

  @Test
  void namesThatShapesWouldHideAreWrittenFlat() {
    SearchSpace space =
        SearchSpace.of(
            List.of(
                Parameter.of("a", Choice.of(1, 2)),
                Parameter.of("g.a", Real.between(0, 1)),
                // means the outer a, though g has one of its own
                new Parameter("g.b", Whole.between(1, 2), Condition.in("a", 2))));
    String text = SpaceWriter.write(space);
    assertThat(text).contains("g.b: {whole: [1, 2], when: {a: 2}}").doesNotContain("group");
    assertThat(SpaceReader.read("e.yaml", text)).isEqualTo(space);
  }

  static Stream<Arguments> mistakes() {
    return Stream.of(
        arguments("x: {wole: [1, 2]}", "e.yaml:2:7: unknown key 'wole'", "did you mean 'whole'"),
        arguments("x: {step: 2}", "e.yaml:2:6: 'x' must be exactly one of real", "got none"),
        arguments("x: {whole: [1, 2], real: [1, 2]}", "e.yaml:2:6:", "got real and whole"),
        arguments("x: 3", "e.yaml:2:6: 'x' must say what it is", "{whole: [1, 4]}"),
        arguments("x: {whole: [1]}", "e.yaml:2:14: 'whole' must hold the smallest", "got [1]"),
        arguments("x: {whole: [1, 2.5]}", "e.yaml:2:14:", "two whole numbers, got '2.5'"),
        arguments("x: {real: [1, big]}", "e.yaml:2:13:", "two numbers, got 'big'"),
        arguments("x: {real: [2, 1]}", "e.yaml:2:6: low < high must hold", "(parameter 'x')"),
        arguments("x: {real: [0, 1], step: 0}", "e.yaml:2:27: 'step' must be over 0", ""),
        arguments("x: {log-real: [0, 1]}", "e.yaml:2:6: 0 < low < high", "(parameter 'x')"),
        arguments("x: {log-whole: [1, 9], step: 2}", "unknown key 'step'", ""),
        arguments("x: [1, a]", "e.yaml:2:3: the options of a choice must be of one kind", ""),
        arguments("x: []", "e.yaml:2:6: 'x' must not be an empty list", ""),
        arguments("x y: [1, 2]", "e.yaml:2:3:", "must start with a letter and hold letters"),
        arguments("x: [1, 2]\n  x: [3]", "e.yaml:3:3: key 'x' is given twice", ""),
        arguments("x: {branch: {}}", "e.yaml:2:6: a choice needs at least one option", "'x'"),
        arguments("x: {branch: {a: 1}}", "e.yaml:2:19: 'a' must be keys and values", ""),
        arguments("x: {repeat: [2, 1], of: [1]}", "e.yaml:2:6: 0 <= min <= max", "(list 'x')"),
        arguments("x: {repeat: [1, 3000000000], of: [1]}", "e.yaml:2:6:", "1 <= max <= 100000"),
        arguments("x: {repeat: [1, 2]}", "e.yaml:2:6: 'x' repeats nothing", "'of' is missing"),
        arguments("x: {real: [0, 1], when: {kind: a}}", "unknown key 'kind' in 'when'", ""),
        arguments(
            "kind: [a, b]\n  x: {real: [0, 1], when: {kimd: a}}",
            "e.yaml:3:28: unknown key 'kimd' in 'when'",
            "did you mean 'kind'"),
        arguments(
            "kind: [a, b]\n  x: {real: [0, 1], when: {kind: c}}",
            "e.yaml:3:34: the value must be one of [a, b], got c (parameter 'kind')",
            ""),
        arguments(
            "n: {whole: [1, 3]}\n  x: {real: [0, 1], when: {n: {at-least: 4}}}",
            "'n >= 4' can never hold",
            "(parameter 'x')"),
        arguments("x: {real: [0, 1], when: {}}", "'when' must name a parameter", ""));
  }

  @ParameterizedTest
  @MethodSource("mistakes")
  void mistakesAreRefusedAtTheirPlace(String entry, String first, String second) {
    assertThatExceptionOfType(YamlException.class)
        .isThrownBy(() -> SpaceReader.read("e.yaml", "space:\n  " + entry + "\n"))
        .withMessageContaining(first)
        .withMessageContaining(second);
  }

  @Test
  void aFileWithoutASpaceIsRefused() {
    assertThatExceptionOfType(YamlException.class)
        .isThrownBy(() -> SpaceReader.read("e.yaml", "spaces: {}\n"))
        .withMessageContaining("did you mean 'space'");
    assertThatExceptionOfType(YamlException.class)
        .isThrownBy(() -> SpaceReader.read("e.yaml", "space: {}\n"))
        .withMessage("e.yaml:1:8: a search space needs at least one parameter, got none");
  }
}

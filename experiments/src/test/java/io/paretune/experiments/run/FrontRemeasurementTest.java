package io.paretune.experiments.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.paretune.hardware.protocol.Latency;
import io.paretune.hardware.protocol.References;
import io.paretune.hardware.protocol.noise.Noise;
import io.paretune.hardware.protocol.statistics.Samples;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class FrontRemeasurementTest {
  private final List<String> taken = new ArrayList<>();

  @Test
  void eachFileHasItsSecondTurnOnlyAfterAllOthersHadTheirFirst() {
    Map<Long, RemeasuredLatency> figures = again(file -> latency(1, true)).of(files(3, 5, 8, 9), 7);
    assertThat(taken).hasSize(8);
    assertThat(taken.subList(0, 4)).containsExactlyInAnyOrder("3", "5", "8", "9");
    assertThat(taken.subList(4, 8)).isEqualTo(taken.subList(0, 4));
    assertThat(figures.keySet()).containsExactlyInAnyOrder(3L, 5L, 8L, 9L);
  }

  @Test
  void seedDecidesTheOrderAndNothingElseDoes() {
    Set<Long> trials = Set.of(1L, 2L, 3L, 4L, 5L, 6L);
    List<Long> order = FrontRemeasurement.order(List.of(6L, 5L, 4L, 3L, 2L, 1L), 11);
    assertThat(order).containsExactlyInAnyOrderElementsOf(trials);
    assertThat(FrontRemeasurement.order(trials, 11)).isEqualTo(order);
    assertThat(
            LongStream.range(0, 20).mapToObj(s -> FrontRemeasurement.order(trials, s)).distinct())
        .hasSizeGreaterThan(10);
  }

  @Test
  void figureIsTheMeanOfTwoThatAgree() {
    List<Double> turns = List.of(1.0, 1.04);
    RemeasuredLatency figure =
        only(again(file -> latency(turns.get(taken.size() - 1), true)).of(files(4), 1));
    assertThat(figure.times().medianMs()).isCloseTo(1.02, within(1e-12));
    assertThat(figure.times().lowMs()).isCloseTo(0.99, within(1e-12));
    assertThat(figure.times().highMs()).isCloseTo(1.04 * 1.01, within(1e-12));
    assertThat(figure.unstable()).isEmpty();
    assertThat(figure.samples()).containsExactly("kept 1.0", "kept 1.04");
    assertThat(RemeasuredLatency.of(figure.assessment())).isEqualTo(figure);
  }

  @Test
  void twoThatDisagreeAreUnstableAndSoIsOneThatWasRefused() {
    List<Double> turns = List.of(1.0, 1.1);
    RemeasuredLatency apart =
        only(again(file -> latency(turns.get(taken.size() - 1), true)).of(files(4), 1));
    assertThat(apart.unstable()).contains("two measurements gave 1.000 and 1.100 ms, 10 % apart");
    assertThat(RemeasuredLatency.of(apart.assessment())).isEqualTo(apart);
    taken.clear();
    RemeasuredLatency refused = only(again(file -> latency(1, taken.size() == 1)).of(files(4), 1));
    assertThat(refused.unstable()).contains("a neighbour");
  }

  @Test
  void whenTheTimeIsOverOnlyFilesThatHadBothTurnsHaveAFigure() {
    FrontRemeasurement again =
        new FrontRemeasurement(
            measure(file -> latency(1, true)),
            FrontRemeasurementTest::kept,
            "here",
            () -> taken.size() < 5);
    assertThat(again.of(files(1, 2, 3, 4), 7)).hasSize(1);
    assertThat(taken).hasSize(5);
  }

  private FrontRemeasurement again(Function<Path, Latency> latency) {
    return new FrontRemeasurement(
        measure(latency), FrontRemeasurementTest::kept, "here", () -> true);
  }

  private Function<Path, Latency> measure(Function<Path, Latency> latency) {
    return file -> {
      taken.add(file.toString());
      return latency.apply(file);
    };
  }

  private static String kept(Latency latency) {
    return "kept " + latency.medianMs();
  }

  private static RemeasuredLatency only(Map<Long, RemeasuredLatency> figures) {
    assertThat(figures).containsOnlyKeys(4L);
    return figures.values().iterator().next();
  }

  private static Map<Long, Path> files(long... trials) {
    Map<Long, Path> files = new LinkedHashMap<>();
    for (long trial : trials) {
      files.put(trial, Path.of(Long.toString(trial)));
    }
    return files;
  }

  static Latency latency(double ms, boolean stable) {
    return new Latency(
        ms,
        ms,
        ms,
        ms * 0.99,
        ms * 1.01,
        60,
        1,
        stable ? List.of() : List.of("a neighbour"),
        stable,
        new Noise(Map.of()),
        new References(0.3, List.of(), 0.3),
        Samples.of((long) (ms * 1e6)),
        500,
        List.of());
  }
}

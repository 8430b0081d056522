package io.paretune.search.sampler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.paretune.search.space.Assignment;
import io.paretune.search.space.SearchSpace;
import io.paretune.search.space.SpaceBuilder;
import io.paretune.search.study.ActiveTrial;
import io.paretune.search.study.Budget;
import io.paretune.search.study.Study;
import io.paretune.search.study.StudyBuilder;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class GridSamplerTest implements SamplerContract {

  @Override
  public Sampler sampler() {
    return new GridSampler(GridSampler.Settings.defaults());
  }

  @Override
  public long goldenDigest() {
    return 4598749468409158511L;
  }

  private static List<Assignment> everything(Study<Assignment> study) {
    List<Assignment> all = new ArrayList<>();
    for (Optional<ActiveTrial<Assignment>> next = study.ask();
        next.isPresent();
        next = study.ask()) {
      all.add(next.get().assignment());
    }
    return all;
  }

  @Test
  void continuousParametersTakeEvenlySpacedPositionsWithBothEnds() {
    SearchSpace space =
        SearchSpace.builder()
            .real("x", -1, 1)
            .logReal("rate", 1e-4, 1)
            .choice("c", "a", "b", "d")
            .build();
    Study<Assignment> study =
        Study.of(space)
            .minimize("cost")
            .sampler(new GridSampler(new GridSampler.Settings(5)))
            .start();
    List<Assignment> all = everything(study);
    assertThat(all).hasSize(75).doesNotHaveDuplicates();
    assertThat(all.stream().map(one -> one.real("x")).distinct())
        .containsExactlyInAnyOrder(-1.0, -0.5, 0.0, 0.5, 1.0);
    assertThat(all.stream().map(one -> Math.round(Math.log10(one.real("rate")))).distinct())
        .containsExactlyInAnyOrder(-4L, -3L, -2L, -1L, 0L);
    assertThat(all.stream().limit(12).map(one -> one.text("c")).distinct()).hasSize(3);
  }

  @Test
  void endsTheStudy() {
    Study<Assignment> study =
        Study.of(SamplerContract.finite()).minimize("cost").sampler(sampler()).start();
    study.optimize((point, trial) -> trial.measured(1), Budget.trials(1000));
    assertThat(study.finished()).isEqualTo(SamplerContract.FINITE_SIZE);
  }

  @Test
  void enqueuedTrialsAreNotRepeatedAndNothingIsLeftOut() {
    SearchSpace space = SearchSpace.builder().whole("a", 0, 9).whole("b", 0, 9).build();
    Study<Assignment> study = Study.of(space).minimize("cost").sampler(sampler()).start();
    study.enqueue(space.assignment(Map.of("a", 3, "b", 4)));
    study.enqueue(space.assignment(Map.of("a", 9, "b", 9)));
    assertThat(everything(study)).hasSize(100).doesNotHaveDuplicates();
  }

  @Test
  void aPoolIsTheGrid() {
    SearchSpace space = SearchSpace.builder().real("x", 0, 1).build();
    List<Assignment> rows = new ArrayList<>();
    for (int i = 0; i < 33; i++) {
      rows.add(space.assignment(Map.of("x", i / 32.0)));
    }
    Study<Assignment> study =
        Study.of(space).minimize("cost").only(rows).sampler(sampler()).start();
    List<Assignment> all = everything(study);
    assertThat(all).containsExactlyInAnyOrderElementsOf(rows).isNotEqualTo(rows);
  }

  @Test
  void withRepeatsTheGridBeginsAgain() {
    Study<Assignment> study =
        Study.of(SamplerContract.finite())
            .minimize("cost")
            .allowRepeats()
            .sampler(sampler())
            .start();
    List<Assignment> asked = new ArrayList<>();
    for (int i = 0; i < 3 * SamplerContract.FINITE_SIZE; i++) {
      asked.add(study.ask().orElseThrow().assignment());
    }
    assertThat(asked.subList(11, 22)).isEqualTo(asked.subList(0, 11));
    assertThat(new HashSet<>(asked)).hasSize(11);
  }

  @Test
  void gridsTooLargeToNumberAreRefusedWhenTheStudyStarts() {
    SpaceBuilder space = SearchSpace.builder();
    for (int i = 0; i < 19; i++) {
      space.real("x" + i, 0, 1);
    }
    StudyBuilder<Assignment> study = Study.of(space.build()).minimize("cost").sampler(sampler());
    assertThatIllegalArgumentException()
        .isThrownBy(study::start)
        .withMessageContaining("at most 2^62 points")
        .withMessageContaining("19 parameters")
        .withMessageContaining("10 points for each continuous one");
    study.sampler(new GridSampler(new GridSampler.Settings(9))).start();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> GridSampler.Settings.defaults().withPointsPerReal(0))
        .withMessage("pointsPerReal must lie in 1..1000000, got 0");
  }

  @Test
  void thePermutationIsOne() {
    for (int size : new int[] {1, 2, 3, 4, 5, 17, 64, 65, 1000}) {
      Permutation order = new Permutation(size, RandomStreams.of(size, 0, "test"));
      Set<Long> numbers = new HashSet<>();
      for (int i = 0; i < size; i++) {
        long number = order.at(i);
        assertThat(number).isBetween(0L, size - 1L);
        numbers.add(number);
      }
      assertThat(numbers).hasSize(size);
    }
    Permutation largest = new Permutation(1L << 62, RandomStreams.of(1, 0, "test"));
    assertThat(largest.at((1L << 62) - 1)).isBetween(0L, (1L << 62) - 1);
  }

  @Test
  void thePermutationHasNoDrift() {
    // the rank correlation of place and number has a standard deviation of 1/sqrt(size)
    int size = 10_000;
    Permutation order = new Permutation(size, RandomStreams.of(4, 0, "test"));
    double sum = 0;
    double next = 0;
    for (int i = 0; i < size; i++) {
      double here = order.at(i) - (size - 1) / 2.0;
      sum += (i - (size - 1) / 2.0) * here;
      next += here * (order.at((i + 1) % size) - (size - 1) / 2.0);
    }
    double variance = (size * (double) size - 1) / 12 * size;
    assertThat(sum / variance).isBetween(-0.03, 0.03);
    assertThat(next / variance).isBetween(-0.03, 0.03);
  }
}

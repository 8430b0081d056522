package io.paretune.experiments.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import io.paretune.results.store.H2TrialStore;
import io.paretune.search.sampler.RandomSampler;
import io.paretune.search.sampler.Sampler;
import io.paretune.search.sampler.evolution.GeneticSettings;
import io.paretune.search.sampler.evolution.Nsga2;
import io.paretune.search.space.Assignment;
import io.paretune.search.space.SearchSpace;
import io.paretune.search.study.Budget;
import io.paretune.search.study.Study;
import io.paretune.search.trial.Trial;
import io.paretune.search.trial.TrialState;
import io.paretune.search.trial.TrialStore;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(180)
class ResumedRunTest {
  private static final SearchSpace SPACE =
      SearchSpace.builder().whole("n", 0, 999).real("x", 0, 1).build();
  private static final int TRIALS = 16;

  static Stream<Sampler> samplers() {
    return Stream.of(new RandomSampler(), new Nsga2(new GeneticSettings(4, 0.9, 20, 1, 20)));
  }

  @ParameterizedTest
  @MethodSource("samplers")
  void aRunThatIsCutOffAgainAndAgainProposesTheSameAsOneThatIsNot(
      Sampler sampler, @TempDir Path directory) {
    FakeRun fake = new FakeRun(directory);
    List<Trial> straight;
    try (H2TrialStore store = H2TrialStore.open(directory.resolve("straight"))) {
      straight = finished(fake, sampler, store);
    }

    Path file = directory.resolve("resumed");
    // a trial is two events, started and finished: odd numbers cut off inside of trials
    for (int events : new int[] {1, 9}) {
      try (H2TrialStore store = H2TrialStore.open(file)) {
        try {
          finished(fake, sampler, new FailingStore(store, events));
          throw new AssertionError("the run was to be cut off");
        } catch (IllegalStateException cutOff) {
          assertThat(cutOff).hasMessage("no space left");
        }
      }
    }
    List<Trial> resumed;
    try (H2TrialStore store = H2TrialStore.open(file)) {
      resumed = finished(fake, sampler, store);
    }

    assertThat(resumed).hasSize(TRIALS);
    assertThat(resumed).allMatch(trial -> trial.state() == TrialState.COMPLETE);
    assertThat(resumed.stream().map(Trial::assignment).toList())
        .isEqualTo(straight.stream().map(Trial::assignment).toList());
    assertThat(resumed.stream().map(ResumedRunTest::gain).toList())
        .isEqualTo(straight.stream().map(ResumedRunTest::gain).toList());
  }

  private static double gain(Trial trial) {
    return trial.measurement().orElseThrow().metric("gain");
  }

  private static List<Trial> finished(FakeRun fake, Sampler sampler, TrialStore store) {
    Study<Assignment> study =
        Study.of(SPACE)
            .name("s")
            .maximize("gain")
            .minimize("cost")
            .seed(11)
            .sampler(sampler)
            .store(store)
            .start();
    fake.inThreads(study, FakeRun.settings(1)).run(Budget.trials(TRIALS));
    return study.trials();
  }
}

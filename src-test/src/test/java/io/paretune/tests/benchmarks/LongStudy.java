package io.paretune.tests.benchmarks;

import io.paretune.results.store.H2TrialStore;
import io.paretune.search.sampler.evolution.GeneticSettings;
import io.paretune.search.sampler.evolution.Nsga2;
import io.paretune.search.space.Assignment;
import io.paretune.search.study.Study;
import java.nio.file.Path;

/** A long study in a small heap: writes it, opens it again, and goes on. */
final class LongStudy {

  private LongStudy() {}

  /**
   * The program; prints the number of finished trials.
   *
   * @param arguments the database, without suffix, and how many trials
   */
  public static void main(String[] arguments) {
    int trials = Integer.parseInt(arguments[1]);
    for (int total : new int[] {trials - 1, trials}) {
      try (H2TrialStore store = H2TrialStore.open(Path.of(arguments[0]))) {
        Study<Assignment> study =
            Study.of(Fixtures.real())
                .minimize("a")
                .minimize("b")
                .sampler(new Nsga2(GeneticSettings.nsga2()))
                .store(store)
                .start();
        while (study.finished() < total) {
          Fixtures.step(study);
        }
        if (total == trials) {
          System.out.println(study.finished());
        }
      }
    }
  }
}

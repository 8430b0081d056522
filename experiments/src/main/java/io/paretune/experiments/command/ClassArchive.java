package io.paretune.experiments.command;

import io.paretune.results.store.H2TrialStore;
import io.paretune.search.sampler.RandomSampler;
import io.paretune.search.space.SearchSpace;
import io.paretune.search.study.Budget;
import io.paretune.search.study.Study;
import java.nio.file.Path;
import java.util.List;

/**
 * Has commands load their classes, and ends. The launcher runs it once, while the JVM keeps the
 * classes that it has in an archive (class data sharing): from that, commands start sooner.
 */
public final class ClassArchive {

  /** Enough for everything that a report says. */
  private static final int TRIALS = 40;

  private ClassArchive() {}

  /**
   * Runs commands that read only, on an experiment and on a small study.
   *
   * @param arguments a valid experiment's file, and a directory for the study, where what is left
   *     may be deleted
   */
  public static void main(String[] arguments) {
    System.exit(load(Path.of(arguments[0]), Path.of(arguments[1])));
  }

  /** The highest of the commands' exit codes. */
  static int load(Path experiment, Path directory) {
    Path study = directory.resolve("study");
    try (H2TrialStore store = H2TrialStore.open(study)) {
      Study.of(SearchSpace.builder().real("size", 0, 1).choice("kind", "a", "b").build())
          .maximize("accuracy")
          .minimize("latency-ms")
          .sampler(new RandomSampler())
          .store(store)
          .start()
          .optimize(
              (point, trial) -> trial.measured(point.real("size"), point.real("size")),
              Budget.trials(TRIALS));
    }
    String file = study + H2TrialStore.SUFFIX;
    List<String[]> commands =
        List.of(
            new String[] {"validate", experiment.toString()},
            new String[] {"status", file},
            new String[] {"front", file},
            new String[] {"report", file});
    return commands.stream().mapToInt(Paretune::execute).max().orElseThrow();
  }
}

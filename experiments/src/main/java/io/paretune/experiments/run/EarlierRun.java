package io.paretune.experiments.run;

import io.paretune.experiments.config.ExperimentSpec;
import io.paretune.experiments.run.directory.RunDirectory;
import io.paretune.results.store.StudyDatabase;
import io.paretune.search.study.WarmStart;
import io.paretune.search.trial.StudyLog;
import io.paretune.search.trial.Trial;
import io.paretune.search.trial.TrialState;
import io.paretune.search.trial.TrialStore;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;

/** The run that an experiment wants to learn from, as its {@code warm-start} names it. */
final class EarlierRun {

  private EarlierRun() {}

  /**
   * Its complete trials, in the order in which they ended; none if the experiment names no run.
   *
   * @throws IllegalArgumentException if what is named is no run, or none of its trials is complete
   */
  static List<Trial> trials(ExperimentSpec spec) {
    if (spec.options().warmStart().isEmpty()) {
      return List.of();
    }
    Path path = spec.options().warmStart().get().run();
    RunDirectory directory;
    try {
      directory = new RunDirectory(path).requireStudy();
    } catch (IllegalArgumentException noRun) {
      throw new IllegalArgumentException(
          "'warm-start' must be the directory of a run: " + noRun.getMessage(), noRun);
    }
    StudyDatabase database = directory.studies();
    try (TrialStore store = database.openReadOnly()) {
      List<Trial> trials =
          database
              .study()
              .or(() -> store.studies().stream().findFirst())
              .flatMap(store::find)
              .map(StudyLog::trials)
              .orElse(List.of())
              .stream()
              .filter(trial -> trial.state() == TrialState.COMPLETE)
              .sorted(Comparator.comparingLong(Trial::finishOrder))
              .toList();
      if (trials.isEmpty()) {
        throw new IllegalArgumentException(
            "'warm-start' must be a run with complete trials, " + path + " has none");
      }
      return trials;
    }
  }

  /** How many of its trials a study learns from, and why not from the others. */
  static String inWords(ExperimentSpec spec, WarmStart start) {
    return start.trials().size()
        + " trials of "
        + spec.options().warmStart().orElseThrow().run()
        + (start.skipped() == 0 ? "" : ", " + start.skipped() + " skipped: " + start.reason());
  }
}

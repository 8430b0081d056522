package io.paretune.experiments.api;

import io.paretune.experiments.evaluation.Evaluation;
import io.paretune.experiments.evaluation.EvaluationConfig;
import io.paretune.experiments.evaluation.EvaluationPlace;
import io.paretune.experiments.evaluation.Sources;
import io.paretune.experiments.evaluation.TrialEvaluator;
import io.paretune.experiments.run.directory.RunDirectory;
import io.paretune.results.store.H2TrialStore;
import io.paretune.search.space.Assignment;
import io.paretune.search.study.Budget;
import io.paretune.search.study.Study;
import io.paretune.search.study.StudyBuilder;
import io.paretune.search.trial.StudyAttributes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * A search in this process: one directory, one evaluator, data and models opened once for both the
 * checks and the trials.
 *
 * @param config how trials are evaluated
 * @param sources where data and models come from
 * @param seed the study's
 * @param path where everything is kept
 */
record InProcessRun(EvaluationConfig config, Sources sources, long seed, Path path) {

  /** Nobody ends a trial that is late. */
  private static final Duration NO_LIMIT = Duration.ofDays(36_500);

  Study<Assignment> search(Consumer<StudyBuilder<Assignment>> settings, Budget budget) {
    try (Evaluation evaluation = config.open(sources);
        TrialEvaluator evaluator = evaluator()) {
      StudyBuilder<Assignment> builder = Study.of(evaluation.space());
      settings.accept(builder);
      try (H2TrialStore store = H2TrialStore.open(directory().database())) {
        Study<Assignment> study = builder.store(store).start();
        record(evaluation, store.attributes(study.definition().name()));
        if (study.trials().isEmpty()) {
          evaluation.first().forEach(study::enqueue);
        }
        study.optimize((point, trial) -> evaluator.evaluate(trial.number(), point, trial), budget);
        return study;
      }
    }
  }

  private TrialEvaluator evaluator() {
    try {
      return config.evaluator(sources, new EvaluationPlace(seed, path, 1, NO_LIMIT));
    } catch (RuntimeException unopened) {
      throw unopened;
    } catch (Exception unopened) {
      throw new IllegalStateException(String.valueOf(unopened.getMessage()), unopened);
    }
  }

  /** What the trials start from, if it is still the same, and what a reader must know. */
  private void record(Evaluation evaluation, StudyAttributes attributes) {
    evaluation.inputs().ifPresent(inputs -> inputs.requireSame(attributes.all(), path.toString()));
    evaluation.inputs().ifPresent(inputs -> inputs.facts().forEach(attributes::put));
    evaluation.facts().forEach(attributes::put);
  }

  private RunDirectory directory() {
    try {
      Files.createDirectories(path);
      return new RunDirectory(path);
    } catch (IOException unusable) {
      throw new UncheckedIOException(path + " cannot be made", unusable);
    }
  }
}

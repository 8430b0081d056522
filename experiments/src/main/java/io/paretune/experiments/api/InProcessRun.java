package io.paretune.experiments.api;

import io.paretune.evaluators.trial.preparation.kept.TimeAllowed;
import io.paretune.experiments.evaluation.Evaluation;
import io.paretune.experiments.evaluation.EvaluationConfig;
import io.paretune.experiments.evaluation.EvaluationPlace;
import io.paretune.experiments.evaluation.Sources;
import io.paretune.experiments.evaluation.TrialEvaluator;
import io.paretune.experiments.run.TimeLeft;
import io.paretune.experiments.run.directory.RunDirectory;
import io.paretune.experiments.run.phase.FinalFigures;
import io.paretune.experiments.run.phase.PreparationStates;
import io.paretune.experiments.run.phase.TimePlan;
import io.paretune.experiments.worker.Stage;
import io.paretune.hardware.SharedDirectory;
import io.paretune.results.store.H2TrialStore;
import io.paretune.search.space.Assignment;
import io.paretune.search.study.Budget;
import io.paretune.search.study.Study;
import io.paretune.search.study.StudyBuilder;
import io.paretune.search.trial.Assessments;
import io.paretune.search.trial.Measurement;
import io.paretune.search.trial.Outcome;
import io.paretune.search.trial.StudyAttributes;
import io.paretune.search.trial.Trial;
import io.paretune.search.trial.TrialChannel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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
    try (Evaluation evaluation = config.open(sources)) {
      budget.timeLimit().ifPresent(limit -> evaluation.requireTime(limit, seed));
      StudyBuilder<Assignment> builder = Study.of(evaluation.space());
      settings.accept(builder);
      evaluation.screen().ifPresent(builder::screen);
      evaluation.features().ifPresent(builder::features);
      try (H2TrialStore store = H2TrialStore.open(directory().database())) {
        Study<Assignment> study = builder.store(store).start();
        String name = study.definition().name();
        TimePlan plan = TimePlan.from(budget.timeLimit(), evaluation.shares(), Clock.systemUTC());
        record(evaluation, store.attributes(name));
        plan.allowPreparation(TimeAllowed.in(directory().preparation(), plan.clock()));
        prepare(evaluation, store.attributes(name));
        if (study.trials().isEmpty()) {
          evaluation.first().forEach(study::enqueue);
        }
        try (TrialEvaluator evaluator = evaluator(Stage.SEARCH)) {
          study.optimize(
              (point, trial) -> evaluator.evaluate(trial.number(), point, trial),
              plan.search(budget, evaluation.finalists().times() > 0));
        }
        finish(evaluation, study, store.assessments(name), plan);
        return study;
      }
    }
  }

  private void prepare(Evaluation evaluation, StudyAttributes attributes) {
    List<String> names = evaluation.preparations();
    if (names.isEmpty()) {
      return;
    }
    PreparationStates states = new PreparationStates(attributes);
    try (TrialEvaluator preparations = evaluator(Stage.PREPARATION)) {
      for (int i = 0; i < names.size(); i++) {
        states.made(names.get(i), measured(preparations, i, evaluation.usual()));
      }
    }
  }

  /**
   * Members of the front are evaluated once more, if the evaluation wants that and time is left.
   */
  private void finish(
      Evaluation evaluation, Study<Assignment> study, Assessments assessments, TimePlan plan) {
    TimeLeft time = plan.finalists();
    int times = evaluation.finalists().times();
    List<Trial> members =
        evaluation.finalists().missing(study, assessments.all(), plan.ranksBehind());
    if (members.isEmpty()) {
      return;
    }
    plan.allowFinalists(TimeAllowed.in(directory().preparation(), plan.clock()));
    Duration longest = Duration.ZERO;
    try (TrialEvaluator finalists = evaluator(Stage.FINALISTS)) {
      for (Trial member : members) {
        if (!time.fits(longest)) {
          return;
        }
        long began = System.nanoTime();
        List<Measurement> found = new ArrayList<>();
        for (int i = 0; i < times; i++) {
          long number = member.number() * times + i;
          found.add(measured(finalists, number, member.assignment()));
        }
        assessments.put(member.number(), FinalFigures.of(study.definition(), member, found));
        Duration took = Duration.ofNanos(System.nanoTime() - began);
        longest = took.compareTo(longest) > 0 ? took : longest;
      }
    }
  }

  private static Measurement measured(TrialEvaluator evaluator, long number, Assignment point) {
    Outcome outcome;
    try {
      outcome = evaluator.evaluate(number, point, TrialChannel.silent());
    } catch (RuntimeException failed) {
      throw failed;
    } catch (Exception failed) {
      throw new IllegalStateException(String.valueOf(failed.getMessage()), failed);
    }
    if (outcome instanceof Outcome.Measured found) {
      return found.measurement();
    }
    if (outcome instanceof Outcome.Pruned refused) {
      throw new IllegalArgumentException(refused.reason());
    }
    throw new IllegalStateException("an evaluation outside the search ended with " + outcome);
  }

  private TrialEvaluator evaluator(Stage stage) {
    try {
      return config.evaluator(
          sources, new EvaluationPlace(seed, path, SharedDirectory.path(), 1, NO_LIMIT, stage));
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

package io.paretune.experiments.run.phase;

import io.paretune.evaluators.trial.preparation.TimeAllowed;
import io.paretune.experiments.config.WorkerSettings;
import io.paretune.experiments.coordinator.Coordinator;
import io.paretune.experiments.coordinator.Ending;
import io.paretune.experiments.coordinator.RunFailedException;
import io.paretune.experiments.coordinator.RunListener;
import io.paretune.experiments.evaluation.network.NetworkPreparation;
import io.paretune.experiments.run.Run;
import io.paretune.experiments.worker.Stage;
import io.paretune.search.space.Assignment;
import io.paretune.search.study.Budget;
import io.paretune.search.study.Study;
import io.paretune.search.trial.Measurement;
import io.paretune.search.trial.Objective;
import io.paretune.search.trial.StudyAttributes;
import io.paretune.search.trial.Trial;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Makes what all trials of a run need, before the first of them, by one worker with all threads.
 * What was made before, by this run or another, is found. A worker that dies goes on where the last
 * checkpoint was.
 */
public final class PreparationPhase {

  /** A preparation has no limit but the run's. */
  private static final Duration LONG = Duration.ofDays(365);

  private final Run run;
  private final Consumer<String> said;

  /**
   * @param said hears how far it is, in words
   */
  public PreparationPhase(Run run, Consumer<String> said) {
    this.run = run;
    this.said = said;
  }

  /** Whether the run's trials need anything. */
  public boolean wanted() {
    return run.evaluation().preparation().isPresent();
  }

  /**
   * Makes it.
   *
   * @param plan says how long it may take
   * @param started is shown the coordinator, to stop it
   * @return whether it is there; not if it was stopped
   * @throws RunFailedException if it cannot be made
   */
  public boolean prepare(TimePlan plan, Consumer<Coordinator> started) {
    TimeAllowed.in(run.directory().preparation(), plan.clock()).until(plan.preparation());
    WorkerSettings workers = run.spec().workers();
    Study<Assignment> study =
        PhaseStudy.of(
            run,
            "preparation",
            List.of(Objective.minimize(NetworkPreparation.LOSS)),
            List.of(run.evaluation().usual()));
    Coordinator coordinator =
        run.coordinator(
            study,
            new Run.Place(
                Stage.PREPARATION,
                workers
                    .withCount(1)
                    .withThreads(workers.count() * workers.threads())
                    .withTrialTimeout(LONG)),
            new Telling());
    started.accept(coordinator);
    Ending ending = coordinator.run(Budget.trials(1));
    if (ending == Ending.STOPPED) {
      return false;
    }
    Trial trial = study.trials().get(0);
    Optional<Measurement> made = trial.measurement();
    if (made.isEmpty()) {
      throw new RunFailedException("the preparation failed: " + trial.reason());
    }
    String name = run.evaluation().preparation().orElseThrow();
    said.accept(keep(name, made.get(), run.attributes()));
    return true;
  }

  /**
   * Keeps what came of it with a study.
   *
   * @param name of what was made
   * @param made as its evaluation measured it
   * @return what is kept, in words
   */
  public static String keep(String name, Measurement made, StudyAttributes attributes) {
    boolean found = Boolean.parseBoolean(made.provenance().get(NetworkPreparation.FOUND));
    attributes.put(
        StudyAttributes.PREPARATION_CURVE,
        made.provenance().getOrDefault(NetworkPreparation.CURVE, ""));
    String state =
        found
            ? name + ": found, made before"
            : String.format(
                Locale.ROOT,
                "%s: made in %.0f s, %.0f epochs",
                name,
                made.metric(NetworkPreparation.SECONDS),
                made.metric(NetworkPreparation.EPOCHS));
    attributes.put(StudyAttributes.PREPARATION, state);
    return state;
  }

  /** Hands phases on. */
  private final class Telling implements RunListener {

    @Override
    public void phaseChanged(int worker, String phase) {
      String at = phase.replaceFirst("^trial \\d+(: )?", "");
      if (at.contains("epoch")) {
        run.attributes().put(StudyAttributes.PREPARATION, at);
        said.accept(at);
      }
    }

    @Override
    public void warned(String message) {
      said.accept("warning: " + message);
    }
  }
}

package io.paretune.experiments.run.phase;

import io.paretune.evaluators.trial.preparation.kept.TimeAllowed;
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
import io.paretune.search.trial.Objective;
import io.paretune.search.trial.Trial;
import io.paretune.search.trial.TrialState;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;

/**
 * Makes what all trials of a run need, before the first of them, one thing after the other by one
 * worker with all threads. What was made before, by this run or another, is found. A worker that
 * dies goes on where the last checkpoint was.
 */
public final class PreparationPhase {

  /** A preparation has no limit but the run's. */
  private static final Duration LONG = Duration.ofDays(365);

  private final Run run;
  private final Consumer<String> said;
  private final List<String> names;

  /**
   * @param said hears how far it is, in words
   */
  public PreparationPhase(Run run, Consumer<String> said) {
    this.run = run;
    this.said = said;
    this.names = run.evaluation().preparations();
  }

  /**
   * Makes it, if the run's trials need anything.
   *
   * @param plan says how long it may take
   * @param started is shown the coordinator, to stop it
   * @return whether it is there; not if it was stopped
   * @throws IllegalArgumentException if the time limit is too short for it
   * @throws RunFailedException if it cannot be made
   */
  public boolean prepare(TimePlan plan, Consumer<Coordinator> started) {
    if (names.isEmpty()) {
      return true;
    }
    plan.allowPreparation(TimeAllowed.in(run.directory().preparation(), plan.clock()));
    WorkerSettings workers = run.spec().workers();
    Study<Assignment> study =
        PhaseStudy.of(
            run,
            "preparation",
            List.of(Objective.minimize(NetworkPreparation.SECONDS)),
            Collections.nCopies(names.size(), run.evaluation().usual()));
    Telling telling = new Telling();
    Coordinator coordinator =
        run.coordinator(
            study,
            new Run.Place(
                Stage.PREPARATION,
                workers
                    .withCount(1)
                    .withThreads(workers.count() * workers.threads())
                    .withTrialTimeout(LONG)),
            telling);
    telling.stop = coordinator::stop;
    started.accept(coordinator);
    Ending ending = coordinator.run(Budget.trials(names.size()));
    study.trials().stream()
        .filter(trial -> trial.state().isFinished() && trial.measurement().isEmpty())
        .findFirst()
        .ifPresent(this::refuse);
    return ending == Ending.TRIALS_DONE;
  }

  private void refuse(Trial unmade) {
    if (unmade.state() == TrialState.PRUNED) {
      throw new IllegalArgumentException(
          "%s: paretune resume %s --time-limit LONGER"
              .formatted(unmade.reason(), run.directory().path()));
    }
    throw new RunFailedException(
        "the preparation failed (%s): %s"
            .formatted(names.get((int) unmade.number()), unmade.reason()));
  }

  /** Hands phases on, and keeps what came of each; without one of them, there is no next. */
  private final class Telling implements RunListener {
    private final PreparationStates states = new PreparationStates(run.attributes());
    private Runnable stop = () -> {};

    @Override
    public void phaseChanged(int worker, String phase) {
      String at = phase.replaceFirst("^trial \\d+(: )?", "");
      if (at.contains(", ")) {
        states.now(at);
        said.accept(at);
      }
    }

    @Override
    public void trialChanged(Trial trial) {
      if (trial.measurement().isPresent()) {
        said.accept(
            states.made(names.get((int) trial.number()), trial.measurement().orElseThrow()));
      } else if (trial.state().isFinished()) {
        stop.run();
      }
    }

    @Override
    public void warned(String message) {
      said.accept("warning: " + message);
    }
  }
}

package io.paretune.experiments.run.phase;

import io.paretune.evaluators.trial.preparation.kept.TimeAllowed;
import io.paretune.experiments.coordinator.Coordinator;
import io.paretune.experiments.coordinator.Ending;
import io.paretune.experiments.coordinator.RunListener;
import io.paretune.experiments.evaluation.finalists.Finalists;
import io.paretune.experiments.run.Run;
import io.paretune.experiments.worker.Stage;
import io.paretune.search.space.Assignment;
import io.paretune.search.study.Study;
import io.paretune.search.trial.Assessment;
import io.paretune.search.trial.Measurement;
import io.paretune.search.trial.Trial;
import io.paretune.search.trial.TrialState;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Evaluates the members of a run's front once more, as they are to be handed on: trained on, or
 * anew. What is found is kept as an {@link Assessment}, which is shown in place of what the search
 * saw; a member that has one is not evaluated again.
 */
public final class FinalPhase {
  private final Run run;
  private final Consumer<String> said;

  /**
   * @param said hears how far it is, in words
   */
  public FinalPhase(Run run, Consumer<String> said) {
    this.run = run;
    this.said = said;
  }

  /**
   * Evaluates what was not yet, in the order that {@link Finalists} says.
   *
   * @param plan how much time there is; members that find none keep what the search saw
   * @param started is shown the coordinator, to stop it
   * @return false if it was stopped
   */
  public boolean evaluate(TimePlan plan, Consumer<Coordinator> started) {
    Finalists finalists = run.evaluation().finalists();
    int times = finalists.times();
    List<Trial> members =
        finalists.missing(run.study(), run.assessments().all(), plan.ranksBehind());
    if (members.isEmpty()) {
      return true;
    }
    int ofFront = finalists.missing(run.study(), run.assessments().all(), 0).size();
    List<Assignment> points = new ArrayList<>();
    for (Trial member : members) {
      for (int i = 0; i < times; i++) {
        points.add(member.assignment());
      }
    }
    plan.allowFinalists(TimeAllowed.in(run.directory().preparation(), plan.clock()));
    Study<Assignment> study =
        PhaseStudy.of(run, "finalists", run.study().definition().objectives(), points);
    Coordinator coordinator =
        run.coordinator(
            study,
            new Run.Place(
                Stage.FINALISTS, run.spec().workers(), trial -> known(members, times, (int) trial)),
            new Keeping(study, members, times, ofFront));
    started.accept(coordinator);
    return coordinator.run(plan.finalists(points.size())) != Ending.STOPPED;
  }

  /**
   * What workers know an evaluation by, and so what it draws at random: a function of the member
   * and the repetition, whichever others are evaluated beside it.
   */
  private static long known(List<Trial> members, int times, int trial) {
    return members.get(trial / times).number() * times + trial % times;
  }

  /** Keeps what was found of a member as soon as all its evaluations have ended. */
  private final class Keeping implements RunListener {
    private final Study<Assignment> study;
    private final List<Trial> members;
    private final int times;
    private final int ofFront;

    /**
     * @param ofFront how many of the members, the first ones, are the front's
     */
    Keeping(Study<Assignment> study, List<Trial> members, int times, int ofFront) {
      this.study = study;
      this.members = members;
      this.times = times;
      this.ofFront = ofFront;
    }

    @Override
    public synchronized void trialChanged(Trial trial) {
      if (!trial.state().isFinished()) {
        return;
      }
      int member = (int) trial.number() / times;
      List<Trial> same = study.trials().subList(member * times, (member + 1) * times);
      if (trial.state() == TrialState.FAILED) {
        said.accept(
            "finalist %d failed: %s".formatted(members.get(member).number(), trial.reason()));
      }
      if (same.stream().allMatch(each -> each.state().isFinished())) {
        List<Measurement> found =
            same.stream().flatMap(each -> each.measurement().stream()).toList();
        if (!found.isEmpty()) {
          Trial of = members.get(member);
          run.assessments().put(of.number(), FinalFigures.of(run.study().definition(), of, found));
        }
        said.accept(progress(done()));
      }
    }

    private String progress(int done) {
      if (ofFront == 0) {
        return "finalists from behind the front: %d of %d, while time is left"
            .formatted(done, members.size());
      }
      return done <= ofFront
          ? "finalists: %d of %d".formatted(done, ofFront)
          : "finalists: the front's %d, and %d of %d behind it while time is left"
              .formatted(ofFront, done - ofFront, members.size() - ofFront);
    }

    private int done() {
      return (int) study.trials().stream().filter(each -> each.state().isFinished()).count()
          / times;
    }

    @Override
    public void warned(String message) {
      said.accept("warning: " + message);
    }
  }
}

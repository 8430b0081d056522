package io.paretune.search.pruner;

import static org.assertj.core.api.Assertions.assertThat;

import io.paretune.search.sampler.RandomSampler;
import io.paretune.search.space.Assignment;
import io.paretune.search.space.SearchSpace;
import io.paretune.search.study.ActiveTrial;
import io.paretune.search.study.Study;
import io.paretune.search.trial.Outcome;
import io.paretune.search.trial.StudyView;
import io.paretune.search.trial.Trial;
import io.paretune.search.trial.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** What every {@link Pruner} must do; implement it in a test class of the pruner. */
public interface PrunerContract {

  /** A fresh instance; should stop some of 60 trials that report 9 values each. */
  Pruner pruner();

  /** Whether the pruner compares a trial with others, and so must spare the first one. */
  default boolean compares() {
    return true;
  }

  SearchSpace SPACE = SearchSpace.builder().real("x", 0, 1).real("size", 0, 1).build();

  /** Reports of a trial. */
  int STEPS = 9;

  /** A study whose values are multiplied by a sign and optimised in its direction. */
  static Study<Assignment> study(Pruner pruner, boolean maximize) {
    return (maximize ? Study.of(SPACE).maximize("gain") : Study.of(SPACE).minimize("gain"))
        .minimize("size")
        .sampler(new RandomSampler())
        .pruner(pruner)
        .seed(5)
        .start();
  }

  /** A noisy curve to be minimised, which gets nearer to the assignment's x step by step. */
  static double value(Assignment point, int step) {
    SplittableRandom noise = new SplittableRandom(31L * point.toString().hashCode() + step);
    return point.real("x") + 2.0 / (1 + step) + 0.2 * noise.nextDouble();
  }

  /** Several trials at once, told in random order; some fail, some are cut off and repeated. */
  static List<Verdict> drive(Study<Assignment> study, int trials, double sign, int workers) {
    List<Verdict> verdicts = new ArrayList<>();
    List<ActiveTrial<Assignment>> running = new ArrayList<>();
    List<Integer> steps = new ArrayList<>();
    Random random = new Random(3);
    int asked = 0;
    while (asked < trials || !running.isEmpty()) {
      if (asked < trials && running.size() < workers) {
        ActiveTrial<Assignment> next = study.ask().orElseThrow();
        asked = study.trials().size();
        Verdict known = next.declare("size", next.assignment().real("size"));
        verdicts.add(known);
        if (known.prune()) {
          study.tell(next.number(), next.pruned(known));
        } else {
          running.add(next);
          steps.add(0);
        }
        continue;
      }
      int i = random.nextInt(running.size());
      ActiveTrial<Assignment> trial = running.get(i);
      int step = steps.get(i) + 1;
      Verdict verdict = trial.report(step, sign * value(trial.assignment(), step));
      verdicts.add(verdict);
      steps.set(i, step);
      int luck = random.nextInt(60);
      boolean ends = true;
      if (verdict.prune()) {
        study.tell(trial.number(), trial.pruned(verdict));
      } else if (luck == 0) {
        study.tell(trial.number(), new Outcome.Failed("unlucky"));
      } else if (luck == 1) {
        study.requeue(trial.number(), "cut off");
      } else if (step == STEPS) {
        Assignment point = trial.assignment();
        study.tell(trial.number(), trial.measured(sign * value(point, STEPS), point.real("size")));
      } else {
        ends = false;
      }
      if (ends) {
        running.remove(i);
        steps.remove(i);
      }
    }
    return verdicts;
  }

  /** Judges with the kept instance and a fresh one, which must agree, and twice. */
  record Twin(Pruner kept, Supplier<Pruner> fresh) implements Pruner {
    @Override
    public Verdict judge(StudyView view, Trial trial) {
      Verdict verdict = kept.judge(view, trial);
      assertThat(fresh.get().judge(view, trial)).isEqualTo(verdict);
      assertThat(kept.judge(view, trial)).isEqualTo(verdict);
      return verdict;
    }
  }

  @Test
  default void stopsSomeTrialsAndSparesOthers() {
    List<Verdict> verdicts = drive(study(pruner(), false), 60, 1, 1);
    assertThat(verdicts).anyMatch(Verdict::prune).anyMatch(verdict -> !verdict.prune());
  }

  @Test
  default void aFreshInstanceAndASecondJudgementGiveTheSameVerdict() {
    for (int workers : List.of(1, 5)) {
      drive(study(new Twin(pruner(), this::pruner), false), 60, 1, workers);
    }
  }

  @Test
  default void anInstanceMayBeShownAnotherStudy() {
    Pruner kept = pruner();
    Study<Assignment> one = study(new Twin(kept, this::pruner), false);
    Study<Assignment> other = study(new Twin(kept, this::pruner), false);
    drive(one, 30, 1, 2);
    drive(other, 12, 1, 3);
    drive(one, 40, 1, 2);
  }

  @Test
  default void directionsAreSymmetric() {
    List<Boolean> minimised =
        drive(study(pruner(), false), 60, 1, 4).stream().map(Verdict::prune).toList();
    List<Boolean> maximised =
        drive(study(pruner(), true), 60, -1, 4).stream().map(Verdict::prune).toList();
    assertThat(maximised).isEqualTo(minimised);
  }

  @Test
  default void whoComparesTrialsSparesTheFirst() {
    if (!compares()) {
      return;
    }
    ActiveTrial<Assignment> first = study(pruner(), false).ask().orElseThrow();
    assertThat(first.declare("size", 1).prune()).isFalse();
    for (int step = 1; step <= STEPS; step++) {
      assertThat(first.report(step, value(first.assignment(), step)).prune()).isFalse();
    }
  }

  @Test
  default void trialsWithoutReportsAreJudgedOnlyByWhatIsKnown() {
    Study<Assignment> study = study(pruner(), false);
    for (int i = 0; i < 20; i++) {
      ActiveTrial<Assignment> silent = study.ask().orElseThrow();
      study.tell(silent.number(), new Outcome.Failed("silent"));
    }
    ActiveTrial<Assignment> trial = study.ask().orElseThrow();
    assertThat(trial.declare("size", 0.5).prune()).isFalse();
    assertThat(study.inspect(view -> pruner().judge(view, view.trials().get(20))).prune())
        .isFalse();
  }

  @Test
  default void aVerdictToPruneHasAReasonInOneLine() {
    assertThat(drive(study(pruner(), false), 60, 1, 3))
        .filteredOn(Verdict::prune)
        .isNotEmpty()
        .allSatisfy(
            verdict ->
                assertThat(((Verdict.Prune) verdict).reason()).isNotBlank().doesNotContain("\n"));
  }
}

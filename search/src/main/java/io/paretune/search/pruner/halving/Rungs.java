package io.paretune.search.pruner.halving;

import io.paretune.search.pareto.Costs;
import io.paretune.search.pruner.LearningCurve;
import io.paretune.search.trial.StudyDefinition;
import io.paretune.search.trial.StudyView;
import io.paretune.search.trial.Trial;
import io.paretune.search.trial.Verdict;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongPredicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Asynchronous successive halving in its stopping form: who reached which rung with what, running,
 * complete, pruned and failed trials alike.
 *
 * <p>A cache of a pure function of the view, extended as the study grows; begun again if another
 * study is shown, or if a trial was requeued or tells anew what it knows after it reached a rung.
 */
final class Rungs {

  private final int factor;
  private final int[] levels;
  private final Pricing pricing;
  private final Supplier<Rung> maker;
  private final LongPredicate members;
  private final List<Map<Pricing.Axes, Rung>> rungs = new ArrayList<>();

  /** Trials on a rung that had not ended when last seen, as they were then. */
  private final Map<Long, Climb> climbing = new HashMap<>();

  private int followed;
  private @Nullable Trial last;

  private record Climb(int attempts, Map<String, Double> declared, int reports, int rungs) {}

  /** What a trial costs when it reaches a rung. */
  interface Pricing {

    /** Which further metrics a trial knows: only trials that know the same are compared. */
    record Axes(List<String> metrics) {}

    /** The further metrics that take part. */
    Axes axes(StudyDefinition definition, Trial trial);

    /** The costs with the first objective's best value so far, minimised. */
    Costs costs(StudyDefinition definition, Trial trial, Axes axes, double best);
  }

  /**
   * No trials yet.
   *
   * @param members numbers of the trials that take part
   */
  Rungs(Halving halving, Pricing pricing, Supplier<Rung> maker, LongPredicate members) {
    this.factor = halving.factor();
    this.levels = halving.levels();
    this.pricing = pricing;
    this.maker = maker;
    this.members = members;
  }

  /** The verdict on a trial that may just have reached a rung. */
  Verdict judge(StudyView view, Trial trial) {
    LearningCurve course = new LearningCurve(view.definition(), trial);
    int index = reached(course);
    if (index < 0) {
      return Verdict.keep();
    }
    follow(view);
    Pricing.Axes axes = pricing.axes(view.definition(), trial);
    Rung rung = rung(index, axes);
    double best = course.bestOf(course.size());
    Costs costs = pricing.costs(view.definition(), trial, axes, best);
    int most = Math.max(1, rung.size() / factor);
    if (rung.keeps(trial.number(), costs, most)) {
      return Verdict.keep();
    }
    return Verdict.prune(
        "%s %s%s at step %d is not among the best %d of %d trials"
            .formatted(
                view.definition().objectives().get(0).name(),
                course.told(best),
                axes.metrics().isEmpty() ? "" : " with " + declared(trial, axes),
                course.step(),
                most,
                rung.size()));
  }

  private static String declared(Trial trial, Pricing.Axes axes) {
    Map<String, Double> values = new LinkedHashMap<>();
    axes.metrics().forEach(metric -> values.put(metric, trial.declared().get(metric)));
    return values.toString();
  }

  /** The highest rung that the last report, and none before it, reached; -1 if it reached none. */
  private int reached(LearningCurve course) {
    if (course.isEmpty()) {
      return -1;
    }
    int rung = -1;
    while (rung + 1 < levels.length && levels[rung + 1] <= course.step()) {
      rung++;
    }
    return rung >= 0 && course.reaching(levels[rung]) == course.size() - 1 ? rung : -1;
  }

  private Rung rung(int index, Pricing.Axes axes) {
    while (rungs.size() <= index) {
      rungs.add(new HashMap<>());
    }
    return rungs.get(index).computeIfAbsent(axes, key -> maker.get());
  }

  private void follow(StudyView view) {
    if (!stillFollowed(view)) {
      rungs.clear();
      climbing.clear();
      followed = 0;
    }
    List<Trial> finished = view.finished();
    while (followed < finished.size()) {
      Trial trial = finished.get(followed++);
      last = trial;
      climb(view.definition(), trial);
      climbing.remove(trial.number());
    }
    for (Trial trial : view.running()) {
      climb(view.definition(), trial);
    }
  }

  private void climb(StudyDefinition definition, Trial trial) {
    if (!members.test(trial.number())) {
      return;
    }
    Climb before = climbing.get(trial.number());
    int rung = before == null ? 0 : before.rungs();
    LearningCurve course = new LearningCurve(definition, trial);
    for (; rung < levels.length; rung++) {
      int report = course.reaching(levels[rung]);
      if (report < 0) {
        break;
      }
      Pricing.Axes axes = pricing.axes(definition, trial);
      double best = course.bestOf(report + 1);
      rung(rung, axes).add(trial.number(), pricing.costs(definition, trial, axes, best));
    }
    if (rung > 0) {
      climbing.put(
          trial.number(), new Climb(trial.attempts(), trial.declared(), course.size(), rung));
    }
  }

  /**
   * Whether all that was taken over is still so. Identity is enough and cheap for finished trials:
   * a study never replaces their records.
   */
  @SuppressWarnings("ReferenceEquality")
  private boolean stillFollowed(StudyView view) {
    List<Trial> finished = view.finished();
    if (followed > finished.size() || (followed > 0 && finished.get(followed - 1) != last)) {
      return false;
    }
    for (Map.Entry<Long, Climb> climb : climbing.entrySet()) {
      if (climb.getKey() >= view.trials().size()) {
        return false;
      }
      Trial now = view.trials().get(Math.toIntExact(climb.getKey()));
      Climb then = climb.getValue();
      if (now.attempts() != then.attempts()
          || now.reports().size() < then.reports()
          || !now.declared().equals(then.declared())) {
        return false;
      }
    }
    return true;
  }
}

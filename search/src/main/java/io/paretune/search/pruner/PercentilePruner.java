package io.paretune.search.pruner;

import io.paretune.search.trial.Report;
import io.paretune.search.trial.StudyView;
import io.paretune.search.trial.Trial;
import io.paretune.search.trial.TrialState;
import io.paretune.search.trial.Verdict;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Stops a trial whose best value so far is worse than a percentile of what complete trials reported
 * at the same step; the median of Golovin et al. 2017, doi:10.1145/3097983.3098043, section 3.2, is
 * the percentile 50. (The value at the step instead of the average up to it, as Optuna does.)
 *
 * <p>It looks at the first objective alone. In a study of accuracy against cost that also stops
 * small networks that are fast but less accurate: use it there only with a generous start, or use
 * {@link io.paretune.search.pruner.halving.MultiObjectiveAshaPruner}. A verdict takes O(log n) for
 * n complete trials.
 */
public final class PercentilePruner implements Pruner {

  private final Settings settings;
  private final Map<Integer, SortedValues> byStep = new HashMap<>();
  private int followed;
  private @Nullable Trial last;

  /**
   * How it judges.
   *
   * @param percentile share of the complete trials that would go on, over 0 and below 100
   * @param startupTrials complete trials that reported at the same step to wait for, at least 1
   * @param warmupSteps steps that are never judged, at least 0
   * @param interval from one judged step to the next, at least 1
   */
  public record Settings(double percentile, int startupTrials, int warmupSteps, int interval) {

    /** Checks the numbers. */
    public Settings {
      if (!(percentile > 0 && percentile < 100)) {
        throw new IllegalArgumentException(
            "percentile must lie between 0 and 100, got " + percentile);
      }
      if (startupTrials < 1 || warmupSteps < 0) {
        throw new IllegalArgumentException(
            "startupTrials >= 1 and warmupSteps >= 0 must hold, got "
                + startupTrials
                + " and "
                + warmupSteps);
      }
      if (interval < 1) {
        throw new IllegalArgumentException("interval must be at least 1, got " + interval);
      }
    }

    /** The median, five complete trials, no warm-up, every step: the field's usual settings. */
    public static Settings defaults() {
      return new Settings(50, 5, 0, 1);
    }

    /** These settings with another percentile. */
    public Settings withPercentile(double newPercentile) {
      return new Settings(newPercentile, startupTrials, warmupSteps, interval);
    }

    /** These settings with another number of trials to wait for. */
    public Settings withStartupTrials(int newStartupTrials) {
      return new Settings(percentile, newStartupTrials, warmupSteps, interval);
    }

    /** These settings with another number of steps that are never judged. */
    public Settings withWarmupSteps(int newWarmupSteps) {
      return new Settings(percentile, startupTrials, newWarmupSteps, interval);
    }

    /** These settings with another distance between judged steps. */
    public Settings withInterval(int newInterval) {
      return new Settings(percentile, startupTrials, warmupSteps, newInterval);
    }
  }

  /** A pruner of some settings. */
  public PercentilePruner(Settings settings) {
    this.settings = settings;
  }

  /**
   * A pruner by the median, judging every step.
   *
   * @param startupTrials complete trials that reported at the same step to wait for, at least 1
   * @param warmupSteps steps that are never judged, at least 0
   */
  public static PercentilePruner median(int startupTrials, int warmupSteps) {
    return new PercentilePruner(new Settings(50, startupTrials, warmupSteps, 1));
  }

  @Override
  public Verdict judge(StudyView view, Trial trial) {
    LearningCurve course = new LearningCurve(view.definition(), trial);
    if (course.isEmpty() || !judged(course.step())) {
      return Verdict.keep();
    }
    follow(view);
    SortedValues others = byStep.get(course.step());
    if (others == null || others.size() < settings.startupTrials()) {
      return Verdict.keep();
    }
    double best = course.bestOf(course.size());
    double bound = others.percentile(settings.percentile());
    if (best <= bound) {
      return Verdict.keep();
    }
    String told = course.told(bound);
    return Verdict.prune(
        String.format(
            Locale.ROOT,
            "best %s %s at step %d is worse than the %s of %d trials",
            view.definition().objectives().get(0).name(),
            course.told(best),
            course.step(),
            settings.percentile() == 50
                ? "median " + told
                : "percentile " + settings.percentile() + " (" + told + ")",
            others.size()));
  }

  private boolean judged(int step) {
    return step >= settings.warmupSteps()
        && (step - settings.warmupSteps()) % settings.interval() == 0;
  }

  /** Takes over what ended since the last call, or all if another study is shown. */
  private void follow(StudyView view) {
    List<Trial> finished = view.finished();
    if (followed > finished.size() || !stillFollowed(finished)) {
      byStep.clear();
      followed = 0;
    }
    while (followed < finished.size()) {
      Trial trial = finished.get(followed++);
      last = trial;
      if (trial.state() == TrialState.COMPLETE) {
        take(new LearningCurve(view.definition(), trial), trial.reports());
      }
    }
  }

  /** Identity is enough and cheap: a study never replaces a finished trial's record. */
  @SuppressWarnings("ReferenceEquality")
  private boolean stillFollowed(List<Trial> finished) {
    return followed == 0 || finished.get(followed - 1) == last;
  }

  /** What a trial last reported at each step: it counts once. */
  private void take(LearningCurve course, List<Report> reports) {
    Map<Integer, Double> lastAt = new LinkedHashMap<>();
    for (int i = 0; i < reports.size(); i++) {
      lastAt.put(reports.get(i).step(), course.value(i));
    }
    lastAt.forEach(
        (step, value) -> byStep.computeIfAbsent(step, key -> new SortedValues()).add(value));
  }
}

package io.paretune.search.pruner;

import io.paretune.search.trial.Report;
import io.paretune.search.trial.StudyView;
import io.paretune.search.trial.Trial;
import io.paretune.search.trial.Verdict;
import java.util.Locale;

/**
 * Stops a trial whose last report lies outside fixed bounds: training that diverged, or has not
 * begun to learn by some step.
 *
 * @param lower the last allowed value, in the objective's own direction; minus infinity for none
 * @param upper the last allowed value; infinity for none
 * @param warmupSteps steps that are never judged, at least 0
 */
public record ThresholdPruner(double lower, double upper, int warmupSteps) implements Pruner {

  /** Checks the bounds. */
  public ThresholdPruner {
    if (!(lower <= upper)) {
      throw new IllegalArgumentException(
          "lower <= upper must hold, got lower=" + lower + ", upper=" + upper);
    }
    if (lower == Double.NEGATIVE_INFINITY && upper == Double.POSITIVE_INFINITY) {
      throw new IllegalArgumentException("a threshold needs a lower or an upper bound, got none");
    }
    if (warmupSteps < 0) {
      throw new IllegalArgumentException("warmupSteps must be at least 0, got " + warmupSteps);
    }
  }

  @Override
  public Verdict judge(StudyView view, Trial trial) {
    if (trial.reports().isEmpty()) {
      return Verdict.keep();
    }
    Report report = trial.reports().get(trial.reports().size() - 1);
    double value = report.value();
    if (report.step() < warmupSteps || (value >= lower && value <= upper)) {
      return Verdict.keep();
    }
    return Verdict.prune(
        String.format(
            Locale.ROOT,
            "%s %.4g at step %d is %s the allowed %.4g",
            view.definition().objectives().get(0).name(),
            value,
            report.step(),
            value < lower ? "below" : "above",
            value < lower ? lower : upper));
  }
}

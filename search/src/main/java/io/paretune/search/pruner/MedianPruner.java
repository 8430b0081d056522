package io.paretune.search.pruner;

import io.paretune.search.trial.Direction;
import io.paretune.search.trial.Report;
import io.paretune.search.trial.StudyView;
import io.paretune.search.trial.Trial;
import io.paretune.search.trial.TrialState;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * Stops a trial whose best value so far is worse than the median of what complete trials reported
 * at the same step (Golovin et al. 2017, doi:10.1145/3097983.3098043, section 3.2; the value at the
 * step instead of the average up to it, as Optuna does).
 *
 * <p>It looks at the first objective alone. In a study of accuracy against cost that also stops
 * small networks that are fast but less accurate: use it there only with a generous start.
 *
 * @param startupTrials complete trials that reported at the same step to wait for, at least 1
 * @param warmupSteps steps that are never judged, at least 0
 */
public record MedianPruner(int startupTrials, int warmupSteps) implements Pruner {

  /** Checks the settings. */
  public MedianPruner {
    if (startupTrials < 1 || warmupSteps < 0) {
      throw new IllegalArgumentException(
          "startupTrials >= 1 and warmupSteps >= 0 must hold, got "
              + startupTrials
              + " and "
              + warmupSteps);
    }
  }

  /** Five complete trials, no warm-up: the field's usual settings. */
  public static MedianPruner defaults() {
    return new MedianPruner(5, 0);
  }

  @Override
  public Verdict judge(StudyView view, Trial trial) {
    if (trial.reports().isEmpty()) {
      return Verdict.keep();
    }
    int step = trial.reports().get(trial.reports().size() - 1).step();
    if (step < warmupSteps) {
      return Verdict.keep();
    }
    Direction direction = view.definition().objectives().get(0).direction();
    double[] others =
        view.finished().stream()
            .filter(other -> other.state() == TrialState.COMPLETE)
            .flatMap(other -> at(step, other).stream())
            .mapToDouble(report -> direction.minimised(report.value()))
            .sorted()
            .toArray();
    if (others.length < startupTrials) {
      return Verdict.keep();
    }
    double best =
        trial.reports().stream()
            .mapToDouble(Report::value)
            .map(direction::minimised)
            .min()
            .orElseThrow();
    double median = median(others);
    if (best <= median) {
      return Verdict.keep();
    }
    return Verdict.prune(
        String.format(
            Locale.ROOT,
            "best %s %.4g at step %d is worse than the median %.4g of %d trials",
            view.definition().objectives().get(0).name(),
            direction.minimised(best),
            step,
            direction.minimised(median),
            others.length));
  }

  /** What a trial last reported at a step: a trial counts once. */
  private static Optional<Report> at(int step, Trial trial) {
    return trial.reports().stream()
        .filter(report -> report.step() == step)
        .reduce((earlier, later) -> later);
  }

  private static double median(double[] sorted) {
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1
        ? sorted[middle]
        : Arrays.stream(sorted, middle - 1, middle + 1).average().orElseThrow();
  }
}

package io.paretune.search.pruner;

import io.paretune.search.trial.StudyView;
import io.paretune.search.trial.Trial;
import io.paretune.search.trial.Verdict;

/**
 * Lets another pruner stop a trial only once the trial has stagnated: its last reports are no
 * better than the best before them.
 *
 * @param inner asked when the trial stagnates
 * @param patience reports without improvement to bear, at least 1; no trial with fewer than one
 *     more is stopped
 * @param minimumImprovement by how much a value must be better to count as an improvement, at least
 *     0, in the first objective's unit
 */
public record PatientPruner(Pruner inner, int patience, double minimumImprovement)
    implements Pruner {

  /** Checks the numbers. */
  public PatientPruner {
    if (patience < 1) {
      throw new IllegalArgumentException("patience must be at least 1, got " + patience);
    }
    if (!(minimumImprovement >= 0 && Double.isFinite(minimumImprovement))) {
      throw new IllegalArgumentException(
          "minimumImprovement must be at least 0 and finite, got " + minimumImprovement);
    }
  }

  /**
   * Stops whatever stagnates.
   *
   * @param patience reports without improvement to bear, at least 1
   * @param minimumImprovement by how much a value must be better to count, at least 0
   */
  public static PatientPruner alone(int patience, double minimumImprovement) {
    return new PatientPruner(
        (view, trial) -> Verdict.prune("no improvement in the last " + patience + " reports"),
        patience,
        minimumImprovement);
  }

  @Override
  public Verdict judge(StudyView view, Trial trial) {
    LearningCurve course = new LearningCurve(view.definition(), trial);
    int before = course.size() - patience;
    if (before < 1) {
      return Verdict.keep();
    }
    double earlier = course.bestOf(before);
    for (int i = before; i < course.size(); i++) {
      if (course.value(i) < earlier - minimumImprovement) {
        return Verdict.keep();
      }
    }
    return inner.judge(view, trial);
  }
}

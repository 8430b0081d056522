package io.paretune.search.pruner;

import io.paretune.search.trial.Direction;
import io.paretune.search.trial.Report;
import io.paretune.search.trial.StudyDefinition;
import io.paretune.search.trial.Trial;
import java.util.List;
import java.util.Locale;

/** The reports of a trial as pruners read them: the first objective, minimised. */
public final class LearningCurve {

  private final List<Report> reports;
  private final Direction direction;

  public LearningCurve(StudyDefinition definition, Trial trial) {
    this.reports = trial.reports();
    this.direction = definition.objectives().get(0).direction();
  }

  public boolean isEmpty() {
    return reports.isEmpty();
  }

  public int size() {
    return reports.size();
  }

  /** The step of the last report. */
  public int step() {
    return reports.get(reports.size() - 1).step();
  }

  public double value(int index) {
    return direction.minimised(reports.get(index).value());
  }

  /** The best of the first so many reports. */
  public double bestOf(int count) {
    double best = Double.POSITIVE_INFINITY;
    for (int i = 0; i < count; i++) {
      best = Math.min(best, value(i));
    }
    return best;
  }

  /** The first report, in order of arrival, that is at a step or beyond it; -1 if none is. */
  public int reaching(int step) {
    for (int i = 0; i < reports.size(); i++) {
      if (reports.get(i).step() >= step) {
        return i;
      }
    }
    return -1;
  }

  /** A minimised value as people know it. */
  public String told(double minimised) {
    return String.format(Locale.ROOT, "%.4g", direction.minimised(minimised));
  }
}

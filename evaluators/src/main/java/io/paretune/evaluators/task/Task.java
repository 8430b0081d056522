package io.paretune.evaluators.task;

import io.paretune.evaluators.task.score.Metric;
import io.paretune.evaluators.task.targets.TargetKind;
import io.paretune.evaluators.task.targets.Targets;
import java.util.List;

/** What kind of thing is learned. Implementations are immutable and equal by what they are. */
public interface Task {

  /** The name in experiment files. */
  String name();

  /** What is read of each example. */
  TargetKind targets();

  /** The metrics that it may have, the one that trials report after each epoch first. */
  List<Metric> metrics();

  /** The metric that trials report after each epoch. */
  default Metric reported() {
    return metrics().get(0);
  }

  /**
   * What this task makes of data.
   *
   * @param train the targets to be trained on, from which units are taken
   * @throws IllegalArgumentException if they are no targets of this task: in one line that says
   *     which task they look like
   */
  Head head(Targets train);
}

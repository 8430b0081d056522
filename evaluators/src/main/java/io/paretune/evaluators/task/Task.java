package io.paretune.evaluators.task;

import io.paretune.evaluators.task.score.Metric;
import io.paretune.evaluators.task.targets.TargetKind;
import io.paretune.evaluators.task.targets.Targets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What kind of thing is learned. Implementations are immutable and equal by what they are. */
public interface Task {

  /** The name in experiment files. */
  String name();

  /** Whether the examples are texts if nothing else is said of them. */
  default boolean readsTexts() {
    return false;
  }

  /** What is read of each example. */
  TargetKind targets();

  /** The metrics that it may have, the one that trials report after each epoch first. */
  List<Metric> metrics();

  /**
   * The figures of single classes or labels that it has, whose metrics are called {@code
   * FIGURE:NAME}; none by default.
   */
  default List<Metric> ofEach() {
    return List.of();
  }

  /**
   * The metric of a name; of a single class or label whether there is such a one in the data or
   * not.
   */
  default Optional<Metric> metric(String name) {
    Stream<Metric> single =
        ofEach().stream().flatMap(figure -> figure.oneIn(name).map(figure::of).stream());
    return Stream.concat(metrics().stream().filter(one -> one.name().equals(name)), single)
        .findFirst();
  }

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

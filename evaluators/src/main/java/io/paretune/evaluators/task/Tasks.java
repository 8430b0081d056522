package io.paretune.evaluators.task;

import java.util.ArrayList;
import java.util.List;

/** The tasks that experiment files can name. Immutable. */
public final class Tasks {

  private final List<Task> all;

  private Tasks(List<Task> all) {
    this.all = List.copyOf(all);
  }

  /**
   * Classification, binary classification, several labels, regression, classification of texts,
   * segmentation.
   */
  public static Tasks standard() {
    return new Tasks(
        List.of(
            new Classification(),
            new BinaryClassification(),
            new MultiLabel(),
            new Regression(),
            Classification.ofTexts(),
            new Segmentation(),
            Segmentation.ofTwo()));
  }

  /** These and one more. */
  public Tasks with(Task task) {
    if (names().contains(task.name())) {
      throw new IllegalArgumentException("a task is called '" + task.name() + "' already");
    }
    List<Task> more = new ArrayList<>(all);
    more.add(task);
    return new Tasks(more);
  }

  /** Their names; the first is what is learned if nothing is said. */
  public List<String> names() {
    return all.stream().map(Task::name).toList();
  }

  /** What is learned if nothing is said. */
  public Task usual() {
    return all.get(0);
  }

  /**
   * The task of a name.
   *
   * @throws IllegalArgumentException if there is none
   */
  public Task named(String name) {
    return all.stream()
        .filter(task -> task.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "task must be one of %s, got '%s'".formatted(names(), name)));
  }

  /** The tasks that have a metric of this name. */
  public List<String> having(String metric) {
    return all.stream().filter(task -> task.metric(metric).isPresent()).map(Task::name).toList();
  }
}

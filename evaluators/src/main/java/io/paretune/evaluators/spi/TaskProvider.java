package io.paretune.evaluators.spi;

import io.paretune.evaluators.task.Task;
import io.paretune.search.spi.Provider;

/** A task that experiment files can name: {@code task: NAME}. */
public interface TaskProvider extends Provider {

  /** The task, whose name is this provider's. */
  Task task();

  @Override
  default String name() {
    return task().name();
  }
}

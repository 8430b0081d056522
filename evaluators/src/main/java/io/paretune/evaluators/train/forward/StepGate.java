package io.paretune.evaluators.train.forward;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * Goes around every batch of training, so that someone else can hold the machine still while
 * measuring: it may wait before it runs the step.
 */
@FunctionalInterface
public interface StepGate {
  /** Runs the step exactly once, on the calling thread, when it may. */
  void run(Runnable step);

  /** As {@link #run}, of a step that makes something. */
  default <T> T call(Supplier<T> step) {
    List<T> made = new ArrayList<>(1);
    run(() -> made.add(step.get()));
    return made.get(0);
  }

  /**
   * What goes around work that is done beside the steps by other threads, such as making batches:
   * it may wait likewise. This gate itself, unless it counts steps.
   */
  default StepGate beside() {
    return this;
  }

  /** Never waits. */
  static StepGate open() {
    return Runnable::run;
  }
}

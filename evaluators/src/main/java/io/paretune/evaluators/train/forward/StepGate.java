package io.paretune.evaluators.train.forward;

/**
 * Goes around every batch of training, so that someone else can hold the machine still while
 * measuring: it may wait before it runs the step.
 */
@FunctionalInterface
public interface StepGate {
  /** Runs the step exactly once, on the calling thread, when it may. */
  void run(Runnable step);

  /** Never waits. */
  static StepGate open() {
    return Runnable::run;
  }
}

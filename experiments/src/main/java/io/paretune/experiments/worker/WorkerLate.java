package io.paretune.experiments.worker;

/** A trial took longer than it may. */
public final class WorkerLate extends Exception {

  private static final long serialVersionUID = 1L;

  WorkerLate() {
    super("the trial's time limit passed");
  }
}

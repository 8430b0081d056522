package io.paretune.experiments.worker;

/** A trial took longer than it may. */
public final class WorkerTimeoutException extends Exception {

  private static final long serialVersionUID = 1L;

  /** The limit of a trial. */
  public WorkerTimeoutException() {
    super("the trial's time limit passed");
  }
}

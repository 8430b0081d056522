package io.paretune.experiments.worker;

/** A worker's process died or fell silent; its trial can be tried again. */
public final class WorkerLostException extends Exception {

  private static final long serialVersionUID = 1L;

  /** With how it was lost, for people. */
  public WorkerLostException(String message) {
    super(message);
  }
}

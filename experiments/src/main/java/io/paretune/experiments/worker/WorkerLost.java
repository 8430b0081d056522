package io.paretune.experiments.worker;

/** A worker's process died or fell silent; its trial can be tried again. */
public final class WorkerLost extends Exception {

  private static final long serialVersionUID = 1L;

  WorkerLost(String message) {
    super(message);
  }
}

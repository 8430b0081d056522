package io.paretune.experiments.worker;

/**
 * A trial's evaluation met what is no fault of the trial and would meet every other, such as a full
 * disk: the run ends, and the trial is repeated when it is resumed.
 */
public final class EvaluatorUnavailableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** With the reason, for people. */
  public EvaluatorUnavailableException(String reason, Throwable cause) {
    super(reason, cause);
  }
}

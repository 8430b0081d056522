package io.paretune.evaluators.train.step;

/**
 * A training that failed for reasons outside the caller's hands: diverged, or its files could not
 * be written.
 */
public final class TrainingException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** With one line of explanation. */
  public TrainingException(String message) {
    super(message);
  }

  /** With one line of explanation and the failure behind it. */
  public TrainingException(String message, Throwable cause) {
    super(message, cause);
  }
}

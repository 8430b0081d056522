package io.paretune.evaluators.trial.preparation.kept;

/** A time limit within which a preparation cannot be made at all. */
public final class TimeTooShortException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** With one line: both times, and the fix. */
  public TimeTooShortException(String message) {
    super(message);
  }
}

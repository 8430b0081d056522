package io.paretune.experiments.coordinator;

/** A run that cannot go on, through no mistake in its experiment; what was told stays told. */
public final class RunFailedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public RunFailedException(String message) {
    super(message);
  }

  public RunFailedException(String message, Throwable cause) {
    super(message, cause);
  }
}

package io.paretune.experiments.coordinator;

/** A run that cannot go on, through no mistake in its experiment; what was told stays told. */
public final class RunFailure extends RuntimeException {

  private static final long serialVersionUID = 1L;

  RunFailure(String message) {
    super(message);
  }

  RunFailure(String message, Throwable cause) {
    super(message, cause);
  }
}

package io.paretune.experiments.command.terminal;

import java.util.function.Supplier;

/** The caller's mistake: one clear line, exit code 2, nothing written. */
public final class UsageException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public UsageException(String message) {
    super(message);
  }

  public UsageException(String message, Throwable cause) {
    super(message, cause);
  }

  /** What a supplier makes of the caller's input; its refusals are the caller's mistakes. */
  public static <T> T orRefuse(Supplier<T> input) {
    try {
      return input.get();
    } catch (IllegalArgumentException | IllegalStateException mistake) {
      throw new UsageException(String.valueOf(mistake.getMessage()), mistake);
    }
  }
}

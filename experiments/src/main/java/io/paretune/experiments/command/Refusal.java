package io.paretune.experiments.command;

import java.util.function.Supplier;

/** The caller's mistake: one clear line, exit code 2, nothing written. */
final class Refusal extends RuntimeException {

  private static final long serialVersionUID = 1L;

  Refusal(String message) {
    super(message);
  }

  Refusal(String message, Throwable cause) {
    super(message, cause);
  }

  /** What a supplier makes of the caller's input; its refusals are the caller's mistakes. */
  static <T> T orRefuse(Supplier<T> input) {
    try {
      return input.get();
    } catch (IllegalArgumentException | IllegalStateException mistake) {
      throw new Refusal(String.valueOf(mistake.getMessage()), mistake);
    }
  }
}

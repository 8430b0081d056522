package io.paretune.hardware.yaml;

/** A mistake in a settings file; the message is one line: {@code file:line:column: what}. */
public final class YamlProblem extends IllegalArgumentException {

  private static final long serialVersionUID = 1L;

  YamlProblem(String message) {
    super(message);
  }

  YamlProblem(String message, Throwable cause) {
    super(message, cause);
  }
}

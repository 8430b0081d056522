package io.paretune.hardware.yaml;

/** A mistake in a settings file; the message is one line: {@code file:line:column: what}. */
public final class YamlException extends IllegalArgumentException {

  private static final long serialVersionUID = 1L;

  YamlException(String message) {
    super(message);
  }

  YamlException(String message, Throwable cause) {
    super(message, cause);
  }
}

package io.paretune.experiments.network.wire;

import java.io.IOException;

/** The other side sent what is no message, or not the message that must come. */
public final class WireException extends IOException {
  private static final long serialVersionUID = 1L;

  /** With what is wrong, for people. */
  public WireException(String message) {
    super(message);
  }

  /** With what is wrong, for people. */
  public WireException(String message, Throwable cause) {
    super(message, cause);
  }
}

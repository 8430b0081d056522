package io.paretune.hardware;

/** A machine cannot do what a profile asks for. */
public final class UnfitProfileException extends HardwareException {
  private static final long serialVersionUID = 1L;

  public UnfitProfileException(String message) {
    super(message);
  }
}

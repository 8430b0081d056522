package io.paretune.hardware;

/** The model itself is what is wrong: no other moment and no second attempt will help it. */
public final class ModelRefusedException extends HardwareException {
  private static final long serialVersionUID = 1L;

  public ModelRefusedException(String message) {
    super(message);
  }

  public ModelRefusedException(String message, Throwable cause) {
    super(message, cause);
  }
}

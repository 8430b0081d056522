package io.paretune.hardware;

/** A measurement took longer than it may, and was ended. */
public final class MeasuringTimeoutException extends HardwareException {
  private static final long serialVersionUID = 1L;

  public MeasuringTimeoutException(String message) {
    super(message);
  }
}

package io.paretune.hardware;

/**
 * The outside world said no: a model the runtime refuses, a runtime that is not installed, a lease
 * that was not obtained. The message is one line with the reason and, where there is one, the fix.
 */
public sealed class HardwareException extends RuntimeException
    permits ModelRefusedException,
        OtherMachineException,
        UnfitProfileException,
        MeasuringTimeoutException {
  private static final long serialVersionUID = 1L;

  public HardwareException(String message) {
    super(message);
  }

  public HardwareException(String message, Throwable cause) {
    super(message, cause);
  }
}

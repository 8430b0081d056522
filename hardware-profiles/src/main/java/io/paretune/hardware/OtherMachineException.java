package io.paretune.hardware;

/** A figure was taken on another machine than those that it would be compared with. */
public final class OtherMachineException extends HardwareException {
  private static final long serialVersionUID = 1L;

  public OtherMachineException(String message) {
    super(message);
  }
}

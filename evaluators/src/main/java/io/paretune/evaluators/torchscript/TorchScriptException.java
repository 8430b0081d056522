package io.paretune.evaluators.torchscript;

/** PyTorch refused a file, failed while running it, or computed something else than the network. */
public final class TorchScriptException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** A failure with what was attempted and PyTorch's own words as cause. */
  public TorchScriptException(String attempted, Throwable cause) {
    super(attempted + ": " + cause.getMessage(), cause);
  }

  /** A failure that PyTorch did not notice. */
  public TorchScriptException(String message) {
    super(message);
  }
}

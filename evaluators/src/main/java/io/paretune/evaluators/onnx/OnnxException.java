package io.paretune.evaluators.onnx;

/** ONNX Runtime refused a model or failed while running it. */
public final class OnnxException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** A failure with what was attempted and the runtime's own words as cause. */
  public OnnxException(String attempted, Throwable cause) {
    super(attempted + ": " + cause.getMessage(), cause);
  }
}

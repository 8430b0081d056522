package io.paretune.hardware.deployment;

/**
 * What runs a network's file.
 *
 * @param name as a profile's {@code runtime} says
 */
public record Engine(String name) {

  /** ONNX Runtime, on ONNX files. */
  public static final Engine ONNX_RUNTIME = new Engine("onnxruntime");

  /** PyTorch, on TorchScript files. */
  public static final Engine PYTORCH = new Engine("pytorch");

  /** Checks the name. */
  public Engine {
    if (!name.matches("[a-z0-9]+(-[a-z0-9]+)*")) {
      throw new IllegalArgumentException(
          "an engine's name must be lower-case words joined by hyphens, got '" + name + "'");
    }
  }

  @Override
  public String toString() {
    return name;
  }
}

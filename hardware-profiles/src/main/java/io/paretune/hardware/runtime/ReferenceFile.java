package io.paretune.hardware.runtime;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** The small fixed network that measurements are compared with, in each engine's format. */
public enum ReferenceFile {
  /** For ONNX Runtime. */
  ONNX("reference-network.onnx"),
  /** For PyTorch: the same network. */
  TORCHSCRIPT("reference-network.pt");

  private final String resource;

  ReferenceFile(String resource) {
    this.resource = resource;
  }

  /** What messages call it. */
  String resource() {
    return resource;
  }

  /** The file. */
  public byte[] bytes() {
    try (InputStream in = ReferenceFile.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException("the embedded " + resource + " is missing from the jar");
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

package io.paretune.hardware.profile;

import io.paretune.hardware.yaml.Nearest;
import java.util.Arrays;
import java.util.List;

/** The engine that runs the deployed file. */
public enum RuntimeKind {
  /** ONNX Runtime, on ONNX files. */
  ONNXRUNTIME("onnxruntime"),
  /** PyTorch, on TorchScript files. */
  PYTORCH("pytorch"),
  /** Whichever of the others is faster, by measuring both where a network is there for both. */
  AUTO("auto");

  private final String text;

  RuntimeKind(String text) {
    this.text = text;
  }

  /** The form that a profile's YAML holds. */
  public String text() {
    return text;
  }

  /**
   * Reads a runtime's name.
   *
   * @throws IllegalArgumentException for any other name
   */
  public static RuntimeKind parse(String text) {
    for (RuntimeKind kind : values()) {
      if (kind.text.equals(text)) {
        return kind;
      }
    }
    List<String> names = Arrays.stream(values()).map(RuntimeKind::text).toList();
    throw new IllegalArgumentException(
        "runtime must be one of " + names + ", got '" + text + "'" + Nearest.hint(text, names));
  }
}

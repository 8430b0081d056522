package io.paretune.hardware.profile;

import io.paretune.hardware.yaml.Nearest;
import java.util.Arrays;
import java.util.List;

/** The engine that runs the deployed file. */
public enum RuntimeKind {
  /** ONNX Runtime, on ONNX files. */
  ONNXRUNTIME("onnxruntime");

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
   * @throws IllegalArgumentException for a name that this version does not run
   */
  public static RuntimeKind parse(String text) {
    for (RuntimeKind kind : values()) {
      if (kind.text.equals(text)) {
        return kind;
      }
    }
    List<String> names = Arrays.stream(values()).map(RuntimeKind::text).toList();
    if (text.equals("pytorch")) {
      throw new IllegalArgumentException(
          "runtime 'pytorch' is not available in this version; use one of " + names);
    }
    throw new IllegalArgumentException(
        "runtime must be one of " + names + ", got '" + text + "'" + Nearest.hint(text, names));
  }
}

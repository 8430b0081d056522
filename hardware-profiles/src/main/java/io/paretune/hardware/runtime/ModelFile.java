package io.paretune.hardware.runtime;

import io.paretune.hardware.profile.RuntimeKind;
import java.nio.file.Path;

/** The format of a file that an engine runs, and how such files are named. */
public enum ModelFile {
  ONNX(".onnx"),
  TORCHSCRIPT(".pt");

  private final String ending;

  ModelFile(String ending) {
    this.ending = ending;
  }

  /** How names of such files end, with the dot. */
  public String ending() {
    return ending;
  }

  /** The file of this format that is named like another one beside it. */
  public Path beside(Path model) {
    String name = String.valueOf(model.getFileName());
    int dot = name.lastIndexOf('.');
    return model.resolveSibling((dot > 0 ? name.substring(0, dot) : name) + ending);
  }

  /** What an engine runs. */
  public static ModelFile of(RuntimeKind runtime) {
    return switch (runtime) {
      case ONNXRUNTIME -> ONNX;
      case PYTORCH -> TORCHSCRIPT;
      case AUTO -> throw new IllegalArgumentException("runtime 'auto' is no engine of its own");
    };
  }
}

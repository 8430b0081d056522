package io.paretune.hardware.deployment;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/** A format of network files that is written and run here, and how such files are named. */
public enum ModelFormat {
  ONNX("onnx", ".onnx"),
  TORCHSCRIPT("torchscript", ".pt");

  private final String label;
  private final String ending;

  ModelFormat(String label, String ending) {
    this.label = label;
    this.ending = ending;
  }

  /** The name in experiment files and provenance. */
  public String label() {
    return label;
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

  /** The format that a file's name says it has. */
  static Optional<ModelFormat> ofName(Path model) {
    return Arrays.stream(values()).filter(format -> format.beside(model).equals(model)).findFirst();
  }
}

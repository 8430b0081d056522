package io.paretune.evaluators.artifact;

import io.paretune.evaluators.torchscript.Precision;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** A format in which a trial's network can be kept. */
public enum ArtifactFormat {
  /** What is judged and measured: ONNX, in the bits of the trial's plan. */
  ONNX("onnx", ".onnx", Optional.empty()),
  /** The trained network as TorchScript in 32 bits. */
  TORCHSCRIPT("torchscript", ".pt", Optional.of(Precision.FLOAT32)),
  /** The trained network as TorchScript that computes in bfloat16. */
  TORCHSCRIPT_BF16("torchscript-bf16", ".pt", Optional.of(Precision.BFLOAT16)),
  /** The trained network as TorchScript that computes in binary16. */
  TORCHSCRIPT_FP16("torchscript-fp16", ".pt", Optional.of(Precision.FLOAT16));

  private final String label;
  private final String suffix;
  private final Optional<Precision> precision;

  ArtifactFormat(String label, String suffix, Optional<Precision> precision) {
    this.label = label;
    this.suffix = suffix;
    this.precision = precision;
  }

  /** The name in experiment files and provenance. */
  public String label() {
    return label;
  }

  /** How names of such files end, the dot included. */
  public String suffix() {
    return suffix;
  }

  /** The precision of a TorchScript file; empty for ONNX. */
  public Optional<Precision> precision() {
    return precision;
  }

  /** All labels. */
  public static List<String> labels() {
    return Arrays.stream(values()).map(ArtifactFormat::label).toList();
  }

  /**
   * The format of this label.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static ArtifactFormat labelled(String label) {
    return Arrays.stream(values())
        .filter(format -> format.label.equals(label))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "a format must be one of %s, got '%s'".formatted(labels(), label)));
  }
}

package io.paretune.hardware.deployment;

import java.util.List;

/**
 * What a network is deployed as.
 *
 * @param engine that runs the file
 * @param format of the file
 * @param precision in which blocks are computed that are to have half of 32 bits
 */
public record Deployment(Engine engine, ModelFormat format, Precision precision) {

  /** ONNX by ONNX Runtime, whose kernels widen halves of 32 bits before they compute. */
  public static final Deployment ONNX =
      new Deployment(Engine.ONNX_RUNTIME, ModelFormat.ONNX, Precision.FLOAT32);

  /** TorchScript by PyTorch. */
  public static Deployment torchScript(Precision precision) {
    return new Deployment(Engine.PYTORCH, ModelFormat.TORCHSCRIPT, precision);
  }

  /** Those whose files an experiment can ask to keep beside the one that is measured. */
  public static List<Deployment> kept() {
    return List.of(
        ONNX,
        torchScript(Precision.FLOAT32),
        torchScript(Precision.BFLOAT16),
        torchScript(Precision.FLOAT16));
  }

  /** The name of its files in experiment files and provenance, such as {@code torchscript-bf16}. */
  public String label() {
    return format.label() + precision.suffix();
  }

  /** The labels of {@link #kept()}. */
  public static List<String> labels() {
    return kept().stream().map(Deployment::label).toList();
  }

  /**
   * The one of {@link #kept()} with a label.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static Deployment labelled(String label) {
    return kept().stream()
        .filter(deployment -> deployment.label().equals(label))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "a format must be one of %s, got '%s'".formatted(labels(), label)));
  }
}

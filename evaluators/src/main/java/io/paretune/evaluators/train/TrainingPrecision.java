package io.paretune.evaluators.train;

import ai.djl.Device;
import io.paretune.hardware.deployment.Precision;
import io.paretune.hardware.profile.Fingerprint;
import java.util.List;

/**
 * What convolutions of images, and what normalises and activates their results, are computed with
 * in training. Everything else, weights and their gradients among it, is in 32 bits always.
 */
public enum TrainingPrecision {
  /** 32-bit floats. */
  FP32,
  /** bfloat16: 8 significant bits, the range of 32-bit floats. */
  BF16,
  /** 16-bit floats of a narrow range, with losses scaled to fit it; for GPUs. */
  FP16,
  /**
   * bfloat16 on processors that multiply it, 16-bit floats on GPUs, 32-bit floats elsewhere. On
   * GPUs this is what PyTorch calls automatic mixed precision.
   */
  AUTO;

  private static final List<String> MULTIPLY = List.of("avx512_bf16", "amx_bf16", "bf16");

  /** The precision on a device. */
  public Precision on(Device device) {
    return switch (this) {
      case FP32 -> Precision.FLOAT32;
      case BF16 -> Precision.BFLOAT16;
      case FP16 -> Precision.FLOAT16;
      case AUTO ->
          device.isGpu() ? Precision.FLOAT16 : multiply() ? Precision.BFLOAT16 : Precision.FLOAT32;
    };
  }

  /** Whether gradients would leave the range of the precision on a device. */
  public boolean scalesLosses(Device device) {
    return on(device) == Precision.FLOAT16;
  }

  private static boolean multiply() {
    return Fingerprint.ofThisMachine().processor().instructionSets().stream()
        .anyMatch(MULTIPLY::contains);
  }
}

package io.paretune.evaluators.train;

import ai.djl.Device;
import io.paretune.hardware.deployment.Precision;
import io.paretune.hardware.profile.Fingerprint;
import java.util.List;

/**
 * What convolutions of images are computed with in training. Everything else, weights and their
 * gradients among it, is in 32 bits always.
 */
public enum TrainingPrecision {
  /** 32-bit floats. */
  FP32,
  /** bfloat16: 8 significant bits, the range of 32-bit floats. */
  BF16,
  /** bfloat16 on processors that multiply it, 32-bit floats elsewhere. */
  AUTO;

  private static final List<String> MULTIPLY = List.of("avx512_bf16", "amx_bf16", "bf16");

  /** The precision on a device. */
  public Precision on(Device device) {
    return switch (this) {
      case FP32 -> Precision.FLOAT32;
      case BF16 -> Precision.BFLOAT16;
      case AUTO -> multiplies(device) ? Precision.BFLOAT16 : Precision.FLOAT32;
    };
  }

  private static boolean multiplies(Device device) {
    return !device.isGpu()
        && Fingerprint.ofThisMachine().processor().instructionSets().stream()
            .anyMatch(MULTIPLY::contains);
  }
}

package io.paretune.hardware.runtime.batch;

import io.paretune.hardware.profile.Device;
import io.paretune.hardware.profile.HardwareProfile;

/**
 * Where a model runs.
 *
 * @param threads of ONNX Runtime within one operator, at least 1; PyTorch has those of the process
 */
public record Placement(Device device, int threads) {

  /** Checks the threads. */
  public Placement {
    if (threads < 1) {
      throw new IllegalArgumentException("threads must be at least 1, got " + threads);
    }
  }

  /** On the processor. */
  public static Placement cpu(int threads) {
    return new Placement(new Device.Cpu(), threads);
  }

  /**
   * Where files of a profile are run to be judged: on its device if that is this machine's. An
   * agent only measures; what its files answer is found out here, on the processor.
   *
   * @param threads that this process may use
   */
  public static Placement of(HardwareProfile profile, int threads) {
    return profile.isElsewhere() ? cpu(threads) : new Placement(profile.device(), threads);
  }
}

package io.paretune.hardware.profile;

/**
 * Where a network runs: the processor, or one CUDA device. Written {@code cpu} or {@code cuda:N}.
 */
public sealed interface Device {

  /** The processor of this machine. */
  record Cpu() implements Device {
    @Override
    public String text() {
      return "cpu";
    }
  }

  /**
   * One NVIDIA device.
   *
   * @param index its number as CUDA counts, from 0
   */
  record Cuda(int index) implements Device {
    public Cuda {
      if (index < 0) {
        throw new IllegalArgumentException(
            "index >= 0 must hold for a CUDA device, got " + index + "; the first one is cuda:0");
      }
    }

    @Override
    public String text() {
      return "cuda:" + index;
    }
  }

  /** The form that a profile's YAML holds. */
  String text();

  /**
   * Reads {@code cpu} or {@code cuda:N}.
   *
   * @throws IllegalArgumentException for anything else
   */
  static Device parse(String text) {
    if (text.equals("cpu")) {
      return new Cpu();
    }
    if (text.matches("cuda:[0-9]{1,3}")) {
      return new Cuda(Integer.parseInt(text.substring("cuda:".length())));
    }
    throw new IllegalArgumentException("device must be cpu or cuda:N, got '" + text + "'");
  }
}

package io.paretune.hardware.gpu;

import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.LongByReference;
import io.paretune.hardware.profile.Fingerprint;
import io.paretune.hardware.profile.GpuIdentity;
import java.util.OptionalLong;

/** One NVIDIA GPU. What its driver does not tell is empty, never a guess. Thread-safe. */
public final class Gpu {
  static final String UNKNOWN = Fingerprint.UNKNOWN;

  private static final int TEXT = 96;
  private static final int MULTIPROCESSORS = 1;
  private static final int MEMORY = 2;
  private static final int TOTAL = 0;
  private static final int USED = 2;

  /** Processes that are looked at, and the numbers of each. */
  private static final int PROCESSES = 256;

  private static final int FIELDS = 3;

  private final NvmlLibrary library;
  private final Pointer device;
  private final String driver;

  Gpu(NvmlLibrary library, Pointer device, String driver) {
    this.library = library;
    this.device = device;
    this.driver = driver;
  }

  /** As its maker calls it. */
  public String name() {
    byte[] text = new byte[TEXT];
    return library.nvmlDeviceGetName(device, text, TEXT) == 0 ? NvidiaDriver.text(text) : UNKNOWN;
  }

  String uuid() {
    byte[] text = new byte[TEXT];
    return library.nvmlDeviceGetUUID(device, text, TEXT) == 0 ? NvidiaDriver.text(text) : UNKNOWN;
  }

  /** Energy since the driver was loaded, in millijoules. */
  public OptionalLong energyMillijoules() {
    LongByReference energy = new LongByReference();
    return library.nvmlDeviceGetTotalEnergyConsumption(device, energy) == 0
        ? OptionalLong.of(energy.getValue())
        : OptionalLong.empty();
  }

  /** How fast the multiprocessors run now, in MHz. */
  public OptionalLong clockMegahertz() {
    return number((gpu, clock) -> library.nvmlDeviceGetClockInfo(gpu, MULTIPROCESSORS, clock));
  }

  /** Memory of the device that all processes use now, in bytes. */
  public OptionalLong usedBytes() {
    return memory(USED);
  }

  /** Memory of the device in all, in bytes. */
  OptionalLong totalBytes() {
    return memory(TOTAL);
  }

  /**
   * Memory of the device that a process uses now, in bytes; empty where the driver does not know
   * it, as in a container with processes of its own.
   */
  OptionalLong usedBytes(long process) {
    long[] all = new long[PROCESSES * FIELDS];
    IntByReference count = new IntByReference(PROCESSES);
    try {
      if (library.nvmlDeviceGetComputeRunningProcesses(device, count, all) != 0) {
        return OptionalLong.empty();
      }
    } catch (UnsatisfiedLinkError olderDriver) {
      return OptionalLong.empty();
    }
    for (int i = 0; i < count.getValue(); i++) {
      long used = all[i * FIELDS + 1];
      if ((int) all[i * FIELDS] == (int) process && used >= 0) {
        return OptionalLong.of(used);
      }
    }
    return OptionalLong.empty();
  }

  /** What decides latency. */
  public GpuIdentity identity() {
    return new GpuIdentity(
        name(),
        driver,
        text(memory(TOTAL), ""),
        text(maximum(MULTIPROCESSORS), " MHz") + ", memory " + text(maximum(MEMORY), " MHz"),
        text(number(library::nvmlDeviceGetEnforcedPowerLimit), " mW"));
  }

  private OptionalLong maximum(int kind) {
    return number((gpu, clock) -> library.nvmlDeviceGetMaxClockInfo(gpu, kind, clock));
  }

  private OptionalLong memory(int which) {
    long[] bytes = new long[USED + 1];
    return library.nvmlDeviceGetMemoryInfo(device, bytes) == 0
        ? OptionalLong.of(bytes[which])
        : OptionalLong.empty();
  }

  private OptionalLong number(NvidiaDriver.Asked question) {
    IntByReference answer = new IntByReference();
    return question.of(device, answer) == 0
        ? OptionalLong.of(Integer.toUnsignedLong(answer.getValue()))
        : OptionalLong.empty();
  }

  private static String text(OptionalLong number, String unit) {
    return number.isPresent() ? number.getAsLong() + unit : UNKNOWN;
  }
}

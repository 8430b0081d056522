package io.paretune.hardware.gpu;

import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.LongByReference;
import com.sun.jna.ptr.PointerByReference;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** A machine with GPUs that is written down; answers as the driver's library does. */
public final class SimulatedNvml implements NvmlLibrary {
  private static final int NOT_SUPPORTED = 3;
  private static final int TOO_SMALL = 7;

  /** What the driver says to {@code nvmlInit}. */
  int started;

  public long millijoules = 5_000;

  /** Bytes of each GPU's 80 GiB that this process uses. */
  long mine = 1L << 30;

  private final int clock = 1_410;
  private final long used = 1L << 30;
  private boolean telling = true;
  private final List<String> names;

  public SimulatedNvml(String... names) {
    this.names = List.of(names);
  }

  /** The driver of such a machine. */
  public NvidiaDriver driver() {
    return NvidiaDriver.start(() -> this, Optional.empty());
  }

  /** Tells nothing but names from now on. */
  public SimulatedNvml silent() {
    telling = false;
    return this;
  }

  private static int index(Pointer device) {
    return (int) Pointer.nativeValue(device) - 1;
  }

  private static int put(String text, byte[] into, int length) {
    byte[] bytes = (text + "\0").getBytes(StandardCharsets.UTF_8);
    if (bytes.length > length) {
      return TOO_SMALL;
    }
    System.arraycopy(bytes, 0, into, 0, bytes.length);
    return 0;
  }

  private int put(int value, IntByReference into) {
    into.setValue(value);
    return telling ? 0 : NOT_SUPPORTED;
  }

  @Override
  public int nvmlInit() {
    return started;
  }

  @Override
  public String nvmlErrorString(int result) {
    return result == 9 ? "Driver Not Loaded" : "Error " + result;
  }

  @Override
  public int nvmlSystemGetDriverVersion(byte[] version, int length) {
    return put("570.133.20", version, length);
  }

  @Override
  public int nvmlDeviceGetCount(IntByReference count) {
    count.setValue(names.size());
    return 0;
  }

  @Override
  public int nvmlDeviceGetHandleByIndex(int index, PointerByReference device) {
    device.setValue(new Pointer(index + 1));
    return 0;
  }

  @Override
  public int nvmlDeviceGetName(Pointer device, byte[] name, int length) {
    return put(names.get(index(device)), name, length);
  }

  @Override
  public int nvmlDeviceGetUUID(Pointer device, byte[] uuid, int length) {
    return put("GPU-" + index(device) + "000-abcd", uuid, length);
  }

  @Override
  public int nvmlDeviceGetMemoryInfo(Pointer device, long[] memory) {
    memory[0] = 80L << 30;
    memory[1] = memory[0] - used;
    memory[2] = used;
    return telling ? 0 : NOT_SUPPORTED;
  }

  /** This process and another one. */
  @Override
  public int nvmlDeviceGetComputeRunningProcesses(
      Pointer device, IntByReference count, long[] processes) {
    long other = ProcessHandle.current().pid() + 1;
    System.arraycopy(
        new long[] {other, 7L << 30, 0, ProcessHandle.current().pid() | 9L << 32, mine, 0},
        0,
        processes,
        0,
        6);
    count.setValue(2);
    return telling ? 0 : NOT_SUPPORTED;
  }

  @Override
  public int nvmlDeviceGetTotalEnergyConsumption(Pointer device, LongByReference energy) {
    energy.setValue(millijoules);
    return telling ? 0 : NOT_SUPPORTED;
  }

  @Override
  public int nvmlDeviceGetClockInfo(Pointer device, int kind, IntByReference megahertz) {
    return put(clock, megahertz);
  }

  @Override
  public int nvmlDeviceGetMaxClockInfo(Pointer device, int kind, IntByReference megahertz) {
    return put(kind == 1 ? 1_980 : 2_619, megahertz);
  }

  @Override
  public int nvmlDeviceGetEnforcedPowerLimit(Pointer device, IntByReference limit) {
    return put(700_000, limit);
  }
}

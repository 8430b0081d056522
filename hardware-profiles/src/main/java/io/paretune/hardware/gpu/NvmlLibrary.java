package io.paretune.hardware.gpu;

import com.sun.jna.Library;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.LongByReference;
import com.sun.jna.ptr.PointerByReference;

/**
 * The functions of NVML that are used, as its header declares them; {@link NvidiaDriver} says which
 * versions. Each returns 0 or the number of an error. Texts end with a zero byte.
 */
interface NvmlLibrary extends Library {

  int nvmlInit();

  String nvmlErrorString(int result);

  int nvmlSystemGetDriverVersion(byte[] version, int length);

  int nvmlDeviceGetCount(IntByReference count);

  int nvmlDeviceGetHandleByIndex(int index, PointerByReference device);

  int nvmlDeviceGetName(Pointer device, byte[] name, int length);

  /** {@code GPU-} and a UUID. */
  int nvmlDeviceGetUUID(Pointer device, byte[] uuid, int length);

  /** Three numbers of bytes: in total, free, used. */
  int nvmlDeviceGetMemoryInfo(Pointer device, long[] memory);

  /**
   * Processes that compute on a device.
   *
   * @param count how many fit into the array, and then how many there are
   * @param processes three numbers of each: its id in the lower half, bytes of the device's memory,
   *     and the parts of a divided GPU
   */
  int nvmlDeviceGetComputeRunningProcesses(Pointer device, IntByReference count, long[] processes);

  /** Since the driver was loaded, in millijoules; from the Volta generation on. */
  int nvmlDeviceGetTotalEnergyConsumption(Pointer device, LongByReference energy);

  /** Of a kind (1 the multiprocessors, 2 the memory), in MHz. */
  int nvmlDeviceGetClockInfo(Pointer device, int kind, IntByReference clock);

  int nvmlDeviceGetMaxClockInfo(Pointer device, int kind, IntByReference clock);

  /** In milliwatts. */
  int nvmlDeviceGetEnforcedPowerLimit(Pointer device, IntByReference limit);
}

package io.paretune.hardware.gpu;

import io.paretune.hardware.profile.Device;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Function;

/**
 * The memory of GPUs that several processes train on: each may take an equal share. PyTorch takes
 * what it can get, and whoever comes later would find nothing left. Asking costs about a
 * millisecond.
 */
public final class GpuMemory {
  /** Left to the driver and to what else runs there, as a share. */
  private static final double SPARED = 0.1;

  private final Path directory;
  private final List<Device.Cuda> gpus;
  private final Function<Device.Cuda, Gpu> driver;
  private final Function<Device.Cuda, String> names;

  GpuMemory(
      Path directory,
      List<Device.Cuda> gpus,
      Function<Device.Cuda, Gpu> driver,
      Function<Device.Cuda, String> names) {
    this.directory = directory;
    this.gpus = List.copyOf(gpus);
    this.driver = driver;
    this.names = names;
  }

  /**
   * Of this process, on this machine.
   *
   * @param directory where the processes that train meet, as of {@link GpuDeal}
   * @param devices that this process trains on; those that are no GPUs have no share
   */
  public static GpuMemory of(Path directory, List<Device> devices) {
    return new GpuMemory(
        directory,
        devices.stream()
            .filter(Device.Cuda.class::isInstance)
            .map(Device.Cuda.class::cast)
            .distinct()
            .toList(),
        gpu -> NvidiaDriver.ofThisMachine().gpu(gpu.index()),
        GpuDeal::name);
  }

  /**
   * Bytes that this process takes beyond its share of a GPU that it has not for itself, of the one
   * where that is most; 0 where there are none, or the driver does not tell.
   */
  public long excessBytes() {
    return gpus.stream()
        .mapToLong(gpu -> excess(gpu, ProcessHandle.current().pid()))
        .max()
        .orElse(0);
  }

  private long excess(Device.Cuda cuda, long process) {
    int holders = GpuDeal.holders(directory, cuda, names);
    if (holders < 2) {
      return 0;
    }
    Gpu gpu = driver.apply(cuda);
    OptionalLong used = gpu.usedBytes(process);
    OptionalLong total = gpu.totalBytes();
    return used.isPresent() && total.isPresent()
        ? Math.max(0, used.getAsLong() - (long) ((1 - SPARED) * total.getAsLong() / holders))
        : 0;
  }
}

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
   * Whether this process takes more than its share of a GPU that it has not for itself; false where
   * the driver does not tell.
   */
  public boolean isExceeded() {
    return gpus.stream().anyMatch(gpu -> isExceeded(gpu, ProcessHandle.current().pid()));
  }

  private boolean isExceeded(Device.Cuda cuda, long process) {
    int holders = GpuDeal.holders(directory, cuda, names);
    if (holders < 2) {
      return false;
    }
    Gpu gpu = driver.apply(cuda);
    OptionalLong used = gpu.usedBytes(process);
    OptionalLong total = gpu.totalBytes();
    return used.isPresent()
        && total.isPresent()
        && used.getAsLong() > (1 - SPARED) * total.getAsLong() / holders;
  }
}

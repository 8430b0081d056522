package io.paretune.hardware.gpu;

import com.sun.jna.FunctionMapper;
import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.Platform;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.PointerByReference;
import io.paretune.hardware.HardwareException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The NVIDIA driver of a machine. Asking costs microseconds. Thread-safe, as NVML is.
 *
 * <p>Source: NVIDIA Management Library, API Reference Guide.
 */
public final class NvidiaDriver {
  private static final int TEXT = 96;
  private static final String VISIBLE = "CUDA_VISIBLE_DEVICES";

  /** NVML adds a number to a function's name when it changes its meaning. */
  private static final Map<String, String> VERSIONS =
      Map.of(
          "nvmlInit", "nvmlInit_v2",
          "nvmlDeviceGetCount", "nvmlDeviceGetCount_v2",
          "nvmlDeviceGetHandleByIndex", "nvmlDeviceGetHandleByIndex_v2",
          "nvmlDeviceGetComputeRunningProcesses", "nvmlDeviceGetComputeRunningProcesses_v3");

  private final NvmlLibrary library;
  private final Optional<String> visible;

  private NvidiaDriver(NvmlLibrary library, Optional<String> visible) {
    this.library = library;
    this.visible = visible;
  }

  /**
   * This machine's.
   *
   * @throws HardwareException if there is none, or it does not start
   */
  public static NvidiaDriver ofThisMachine() {
    return start(NvidiaDriver::load, Optional.ofNullable(System.getenv(VISIBLE)));
  }

  /**
   * Starts a driver's library.
   *
   * @param visible the devices that CUDA shows to this process, as its variable says
   */
  static NvidiaDriver start(Supplier<NvmlLibrary> source, Optional<String> visible) {
    NvmlLibrary library;
    try {
      library = source.get();
    } catch (LinkageError missing) {
      throw new HardwareException(
          "this machine has no NVIDIA driver (its library NVML cannot be loaded)", missing);
    }
    NvidiaDriver driver = new NvidiaDriver(library, visible);
    driver.require(library.nvmlInit(), "starting the NVIDIA driver's library NVML");
    return driver;
  }

  private static NvmlLibrary load() {
    FunctionMapper versions =
        (library, method) -> VERSIONS.getOrDefault(method.getName(), method.getName());
    return Native.load(
        Platform.isWindows() ? "nvml" : "libnvidia-ml.so.1",
        NvmlLibrary.class,
        Map.of(Library.OPTION_FUNCTION_MAPPER, versions));
  }

  /** The driver's version. */
  public String version() {
    byte[] text = new byte[TEXT];
    return library.nvmlSystemGetDriverVersion(text, TEXT) == 0 ? text(text) : Gpu.UNKNOWN;
  }

  /** How many GPUs CUDA shows to this process. */
  public int count() {
    return shown(all()).size();
  }

  /**
   * A GPU by the number that CUDA gives it in this process: counted by the bus ({@code
   * CUDA_DEVICE_ORDER=PCI_BUS_ID}, as the processes that measure are started) among those that
   * {@value #VISIBLE} names.
   *
   * @throws HardwareException if there is none of that number, with how many there are
   */
  public Gpu gpu(int index) {
    List<Gpu> all = all();
    List<Gpu> shown = shown(all);
    if (index >= shown.size()) {
      throw new HardwareException(
          "there is no device cuda:"
              + index
              + ": this machine has "
              + all.size()
              + (all.size() == 1 ? " NVIDIA GPU" : " NVIDIA GPUs")
              + visible
                  .map(text -> ", of which " + VISIBLE + "=" + text + " shows " + shown.size())
                  .orElse("")
              + "; they are counted from cuda:0");
    }
    return shown.get(index);
  }

  private List<Gpu> all() {
    List<Gpu> all = new ArrayList<>();
    IntByReference count = new IntByReference();
    require(library.nvmlDeviceGetCount(count), "counting the GPUs");
    for (int i = 0; i < count.getValue(); i++) {
      PointerByReference device = new PointerByReference();
      require(library.nvmlDeviceGetHandleByIndex(i, device), "asking for GPU " + i);
      all.add(new Gpu(library, device.getValue(), version()));
    }
    return all;
  }

  private List<Gpu> shown(List<Gpu> all) {
    return visible.map(text -> named(text, all)).orElse(all);
  }

  /**
   * As CUDA reads its variable: numbers or beginnings of UUIDs, up to the first that is neither.
   */
  private static List<Gpu> named(String text, List<Gpu> all) {
    List<Gpu> shown = new ArrayList<>();
    for (String word : text.strip().split("\\s*,\\s*", -1)) {
      Optional<Gpu> gpu =
          word.matches("[0-9]{1,4}")
              ? all.stream().skip(Integer.parseInt(word)).findFirst()
              : all.stream().filter(g -> !word.isEmpty() && g.uuid().startsWith(word)).findFirst();
      if (gpu.isEmpty()) {
        break;
      }
      shown.add(gpu.get());
    }
    return shown;
  }

  private void require(int result, String what) {
    if (result != 0) {
      throw new HardwareException(what + " failed: " + library.nvmlErrorString(result));
    }
  }

  static String text(byte[] bytes) {
    int length = 0;
    while (length < bytes.length && bytes[length] != 0) {
      length++;
    }
    return new String(bytes, 0, length, StandardCharsets.UTF_8).strip();
  }

  /** A number of a device that may not be told. */
  @FunctionalInterface
  interface Asked {
    int of(Pointer device, IntByReference answer);
  }
}

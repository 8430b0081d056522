package io.paretune.hardware.protocol.noise;

import com.sun.management.OperatingSystemMXBean;
import io.paretune.hardware.gpu.Gpu;
import io.paretune.hardware.gpu.NvidiaDriver;
import io.paretune.hardware.profile.Device;
import java.io.IOException;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import oshi.SystemInfo;
import oshi.hardware.CentralProcessor;
import oshi.hardware.CentralProcessor.TickType;

/**
 * Counters of the machine this runs on: from the Java platform, from /proc on Linux, and the
 * machine's load from OSHI on other systems. Reads a few small files, well under a millisecond for
 * one thread.
 */
public final class SystemNoise implements NoiseSource {
  private static final Logger LOG = LoggerFactory.getLogger(SystemNoise.class);
  private static final long NANOS_A_TICK = 10_000_000;
  private static final long NANOS_A_MILLI = 1_000_000;
  private static final Path PROC = Path.of("/proc");

  private final int threads;
  private final ThreadMXBean threadTimes = ManagementFactory.getThreadMXBean();
  private final GarbageCollectorMXBean[] collectors =
      ManagementFactory.getGarbageCollectorMXBeans().toArray(GarbageCollectorMXBean[]::new);

  private final Optional<Gpu> gpu;

  private SystemNoise(int threads, Optional<Gpu> gpu) {
    this.threads = threads;
    this.gpu = gpu;
  }

  public static SystemNoise ofThisMachine(int threads, Device device) {
    return new SystemNoise(
        threads,
        device instanceof Device.Cuda cuda
            ? Optional.of(NvidiaDriver.ofThisMachine().gpu(cuda.index()))
            : Optional.empty());
  }

  @Override
  public NoiseCounters read() {
    Map<Counter, Long> values = new EnumMap<>(Counter.class);
    if (threadTimes.isCurrentThreadCpuTimeSupported() && threadTimes.isThreadCpuTimeEnabled()) {
      values.put(Counter.THREAD_CPU, threadTimes.getCurrentThreadCpuTime());
    }
    if (ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system
        && system.getProcessCpuTime() >= 0) {
      values.put(Counter.PROCESS_CPU, system.getProcessCpuTime());
    }
    values.put(Counter.COLLECTIONS, collections());
    gpu.ifPresent(
        device -> device.clockMegahertz().ifPresent(clock -> values.put(Counter.GPU_CLOCK, clock)));
    if (Files.isReadable(PROC.resolve("stat"))) {
      linux(values);
    } else {
      machineByOshi(values);
    }
    return new NoiseCounters(System.nanoTime(), values);
  }

  @Override
  public long collections() {
    long sum = 0;
    for (GarbageCollectorMXBean collector : collectors) {
      // -1 stands for a collector that does not count
      sum += Math.max(0, collector.getCollectionCount());
    }
    return sum;
  }

  private void linux(Map<Counter, Long> values) {
    ProcFiles.machine(text(PROC.resolve("stat")), NANOS_A_TICK).forEach(values::put);
    if (threads == 1) {
      task(PROC.resolve("thread-self")).forEach(values::put);
      return;
    }
    try (Stream<Path> tasks = Files.list(PROC.resolve("self/task"))) {
      tasks.forEach(
          task -> task(task).forEach((counter, value) -> values.merge(counter, value, Long::sum)));
    } catch (IOException e) {
      LOG.debug("the tasks of this process cannot be listed: {}", e.toString());
    }
  }

  private static Map<Counter, Long> task(Path directory) {
    return ProcFiles.task(text(directory.resolve("schedstat")), text(directory.resolve("status")));
  }

  private static void machineByOshi(Map<Counter, Long> values) {
    try {
      CentralProcessor processor = new SystemInfo().getHardware().getProcessor();
      long[] ticks = processor.getSystemCpuLoadTicks();
      long idle = ticks[TickType.IDLE.getIndex()] + ticks[TickType.IOWAIT.getIndex()];
      long steal = ticks[TickType.STEAL.getIndex()];
      long all = 0;
      for (long tick : ticks) {
        all += tick;
      }
      // OSHI counts in milliseconds wherever it can.
      values.put(Counter.MACHINE_BUSY, (all - idle - steal) * NANOS_A_MILLI);
    } catch (RuntimeException | LinkageError e) {
      LOG.debug("the load of the machine cannot be read: {}", e.toString());
    }
  }

  /** The empty string where the file is missing: a thread may end while it is looked at. */
  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return "";
    }
  }
}

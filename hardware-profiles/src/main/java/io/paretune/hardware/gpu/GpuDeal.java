package io.paretune.hardware.gpu;

import io.paretune.hardware.HardwareException;
import io.paretune.hardware.profile.Device;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * GPUs that a process trains on. They are dealt: those that fewest other processes of this user on
 * this host have, the first of equals; or asked for by number. Each holder locks a file for each of
 * its GPUs, which the operating system frees when it dies; of a GPU with several holders each has a
 * file of its own. Thread-safe.
 */
public final class GpuDeal implements AutoCloseable {

  /** One process deals at a time, so that two do not take the same GPU for free. */
  private static final String TURN = "training.lock";

  /*
   * File locks belong to the process, and closing any channel on a file drops all of them: a file
   * that is held here is never opened again. Guarded by the class.
   */
  private static final Map<Path, FileChannel> HELD = new HashMap<>();

  private final List<Device.Cuda> gpus;
  private final List<Path> held;

  private GpuDeal(List<Device.Cuda> gpus, List<Path> held) {
    this.gpus = gpus;
    this.held = held;
  }

  /**
   * Takes GPUs.
   *
   * @param directory where the processes that share them meet, such as the lease's
   * @param present those that there are
   * @param count how many different ones, at most those that there are
   * @throws HardwareException if the directory cannot be used
   */
  public static GpuDeal take(Path directory, List<Device.Cuda> present, int count) {
    return take(directory, present, count, GpuDeal::name);
  }

  /**
   * Takes GPUs whoever has them, so that others see that they are taken.
   *
   * @param wanted those
   * @throws HardwareException as {@link #take}
   */
  public static GpuDeal hold(Path directory, List<Device.Cuda> wanted) {
    return wanted.isEmpty()
        ? new GpuDeal(wanted, List.of())
        : take(directory, wanted, wanted.size());
  }

  /** As processes call it that CUDA shows different GPUs. */
  static String name(Device.Cuda gpu) {
    String uuid = NvidiaDriver.ofThisMachine().gpu(gpu.index()).uuid();
    return uuid.equals(Gpu.UNKNOWN) ? "cuda-" + gpu.index() : uuid;
  }

  /**
   * How many processes train on a GPU, this one among them.
   *
   * @throws HardwareException as {@link #take}
   */
  static int holders(Path directory, Device.Cuda gpu, Function<Device.Cuda, String> names) {
    synchronized (GpuDeal.class) {
      try {
        Path meeting = Files.createDirectories(directory).toRealPath();
        try (FileChannel turn = open(meeting.resolve(TURN))) {
          turn.lock();
          return Seats.of(gpu, meeting, names.apply(gpu)).taken();
        }
      } catch (IOException e) {
        throw new HardwareException("GPUs cannot be counted in " + directory + ": " + e, e);
      }
    }
  }

  static GpuDeal take(
      Path directory, List<Device.Cuda> present, int count, Function<Device.Cuda, String> names) {
    if (count < 1 || count > present.size()) {
      throw new IllegalArgumentException(
          "1 to %d GPUs can be dealt, got %d".formatted(present.size(), count));
    }
    synchronized (GpuDeal.class) {
      List<Path> held = new ArrayList<>();
      try {
        Path meeting = Files.createDirectories(directory).toRealPath();
        try (FileChannel turn = open(meeting.resolve(TURN))) {
          turn.lock();
          List<Seats> all = new ArrayList<>();
          for (Device.Cuda gpu : present) {
            all.add(Seats.of(gpu, meeting, names.apply(gpu)));
          }
          all.sort(Comparator.comparingInt(Seats::taken));
          List<Seats> dealt = all.subList(0, count);
          for (Seats seats : dealt) {
            held.add(seats.free());
            sit(seats.free());
          }
          return new GpuDeal(dealt.stream().map(Seats::gpu).toList(), held);
        }
      } catch (IOException e) {
        free(held);
        throw new HardwareException("GPUs cannot be dealt in " + directory + ": " + e, e);
      }
    }
  }

  /**
   * The files of a GPU's holders.
   *
   * @param taken how many are locked
   * @param free the first that is not
   */
  private record Seats(Device.Cuda gpu, int taken, Path free) {
    static Seats of(Device.Cuda gpu, Path directory, String name) throws IOException {
      int taken = 0;
      List<Path> free = new ArrayList<>();
      int seat = 0;
      Path file = file(directory, name, seat);
      // they are made in order and stay
      for (; Files.exists(file); file = file(directory, name, ++seat)) {
        if (isTaken(file)) {
          taken++;
        } else {
          free.add(file);
        }
      }
      free.add(file);
      return new Seats(gpu, taken, free.get(0));
    }

    private static Path file(Path directory, String name, int seat) {
      return directory.resolve("training-%s-%d.lock".formatted(name, seat));
    }
  }

  private static boolean isTaken(Path file) throws IOException {
    if (HELD.containsKey(file)) {
      return true;
    }
    try (FileChannel channel = open(file)) {
      return channel.tryLock() == null;
    }
  }

  private static void sit(Path file) throws IOException {
    FileChannel channel = open(file);
    HELD.put(file, channel);
    channel.lock();
  }

  private static FileChannel open(Path file) throws IOException {
    return FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
  }

  private static void free(List<Path> files) {
    for (Path file : files) {
      FileChannel channel = HELD.remove(file);
      try {
        if (channel != null) {
          channel.close();
        }
      } catch (IOException lost) {
        // the lock ends with the process
      }
    }
  }

  /** What was dealt. */
  public List<Device.Cuda> gpus() {
    return gpus;
  }

  /** Gives them back. */
  @Override
  public void close() {
    synchronized (GpuDeal.class) {
      free(held);
    }
  }
}

package io.paretune.hardware.gpu;

import io.paretune.hardware.HardwareException;
import io.paretune.hardware.profile.Device;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * GPUs that a process has been dealt: those that fewest other processes of this user on this host
 * have, the first of equals. Each holds a lock on a file for each of its GPUs, which the operating
 * system frees when it dies; where all GPUs are taken, a further round is dealt.
 */
public final class GpuDeal implements AutoCloseable {

  /** More processes than a GPU's memory has room for. */
  private static final int ROUNDS = 256;

  private final List<Device.Cuda> gpus;
  private final List<FileChannel> held;

  private GpuDeal(List<Device.Cuda> gpus, List<FileChannel> held) {
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
    if (count < 1 || count > present.size()) {
      throw new IllegalArgumentException(
          "1 to %d GPUs can be dealt, got %d".formatted(present.size(), count));
    }
    List<Device.Cuda> left = new ArrayList<>(present);
    List<Device.Cuda> dealt = new ArrayList<>();
    List<FileChannel> held = new ArrayList<>();
    for (int round = 0; round < ROUNDS && dealt.size() < count; round++) {
      for (Device.Cuda gpu : List.copyOf(left)) {
        Optional<FileChannel> lock =
            dealt.size() == count ? Optional.empty() : lock(directory, gpu, round);
        if (lock.isPresent()) {
          held.add(lock.get());
          dealt.add(gpu);
          left.remove(gpu);
        }
      }
    }
    dealt.addAll(left.subList(0, count - dealt.size()));
    return new GpuDeal(List.copyOf(dealt), held);
  }

  private static Optional<FileChannel> lock(Path directory, Device.Cuda gpu, int round) {
    Path file = directory.resolve("training-cuda-%d-%d.lock".formatted(gpu.index(), round));
    try {
      Files.createDirectories(directory);
      FileChannel channel =
          FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      FileLock lock = tried(channel);
      if (lock == null) {
        channel.close();
        return Optional.empty();
      }
      return Optional.of(channel);
    } catch (IOException e) {
      throw new HardwareException("GPUs cannot be dealt with " + file + ": " + e, e);
    }
  }

  private static @Nullable FileLock tried(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException ofThisProcess) {
      return null;
    }
  }

  /** What was dealt. */
  public List<Device.Cuda> gpus() {
    return gpus;
  }

  /** Gives them back. */
  @Override
  public void close() {
    for (FileChannel channel : held) {
      try {
        channel.close();
      } catch (IOException lost) {
        // the lock ends with the process
      }
    }
  }
}

package io.paretune.hardware.lease;

import io.paretune.hardware.HardwareException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;

/**
 * This process's side of one lease directory. Two bytes of {@code lease.lock} are locked: the
 * <em>gate</em> (byte 0), which a measurer takes alone and every training step passes through
 * shared, and the <em>work</em> (byte 1), shared by running steps and exclusive to a measurement. A
 * measurer that waits for the work already holds the gate, so that no new step starts: it cannot
 * starve.
 *
 * <p>Within the process a fair read-write lock does the same, because file locks belong to the
 * process as a whole: all its running steps share one lock on the work.
 */
final class HostLock {
  private static final long GATE = 0;
  private static final long WORK = 1;
  private static final long SHORTEST_PAUSE_NANOS = 500_000;
  private static final long LONGEST_PAUSE_NANOS = 5_000_000;

  /*
   * File locks belong to the process, and closing any channel on a file drops all of them: there must be
   * exactly one of these per directory and process, whoever asks. It is never closed for the same reason.
   */
  private static final Map<Path, HostLock> OF_THIS_PROCESS = new ConcurrentHashMap<>();

  private final FileChannel channel;
  private final Path holder;
  private final ReentrantReadWriteLock inProcess = new ReentrantReadWriteLock(true);
  private final Object passing = new Object();
  private final Object sharing = new Object();
  private int steps;
  private @Nullable FileLock sharedWork;

  private HostLock(FileChannel channel, Path holder) {
    this.channel = channel;
    this.holder = holder;
  }

  static HostLock in(Path directory) {
    try {
      Files.createDirectories(directory);
      return OF_THIS_PROCESS.computeIfAbsent(directory.toRealPath(), HostLock::open);
    } catch (IOException e) {
      throw unusable(directory, e);
    }
  }

  private static HostLock open(Path directory) {
    try {
      FileChannel channel =
          FileChannel.open(
              directory.resolve("lease.lock"),
              StandardOpenOption.CREATE,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE);
      return new HostLock(channel, directory.resolve("holder"));
    } catch (IOException e) {
      throw unusable(directory, e);
    }
  }

  private static HardwareException unusable(Path directory, IOException e) {
    return new HardwareException(
        "the lease directory "
            + directory
            + " cannot be used ("
            + e
            + "); give one that this user may write to",
        e);
  }

  /** Waits until no measurement runs or waits, then counts one more running step. */
  void enterStep() throws IOException, InterruptedException {
    if (inProcess.isWriteLockedByCurrentThread()) {
      throw new IllegalStateException(
          "a training step must not start while the same thread holds the exclusive lease");
    }
    // A step within a step must not wait at the gate: the measurer there waits for the outer one.
    boolean nested = inProcess.getReadHoldCount() > 0;
    if (nested) {
      inProcess.readLock().lock();
    } else {
      inProcess.readLock().lockInterruptibly();
    }
    boolean entered = false;
    try {
      if (nested) {
        share();
      } else {
        synchronized (passing) {
          FileLock gate = waitFor(GATE, true, Long.MAX_VALUE).orElseThrow();
          try {
            share();
          } finally {
            gate.release();
          }
        }
      }
      entered = true;
    } finally {
      if (!entered) {
        inProcess.readLock().unlock();
      }
    }
  }

  void leaveStep() throws IOException {
    try {
      synchronized (sharing) {
        steps--;
        FileLock shared = sharedWork;
        if (steps == 0 && shared != null) {
          sharedWork = null;
          shared.release();
        }
      }
    } finally {
      inProcess.readLock().unlock();
    }
  }

  private void share() throws IOException, InterruptedException {
    synchronized (sharing) {
      if (steps == 0) {
        // Whoever holds the work alone holds the gate too, so this waits for a release in progress
        // at most.
        sharedWork = waitFor(WORK, true, Long.MAX_VALUE).orElseThrow();
      }
      steps++;
    }
  }

  /** Both locks, or nothing when the time is up. */
  Optional<Runnable> enterExclusive(long timeoutNanos) throws IOException, InterruptedException {
    if (inProcess.getReadHoldCount() > 0 || inProcess.isWriteLockedByCurrentThread()) {
      throw new IllegalStateException(
          "the exclusive lease must not be asked for by a thread that already holds a share of it; "
              + "close the training step or the outer lease first");
    }
    long deadline = System.nanoTime() + timeoutNanos;
    if (!inProcess.writeLock().tryLock(timeoutNanos, TimeUnit.NANOSECONDS)) {
      return Optional.empty();
    }
    boolean entered = false;
    try {
      Optional<FileLock> gate = waitFor(GATE, false, deadline - System.nanoTime());
      if (gate.isEmpty()) {
        return Optional.empty();
      }
      Optional<FileLock> work = Optional.empty();
      try {
        work = waitFor(WORK, false, deadline - System.nanoTime());
      } finally {
        if (work.isEmpty()) {
          gate.get().release();
        }
      }
      if (work.isEmpty()) {
        return Optional.empty();
      }
      FileLock gateLock = gate.get();
      FileLock workLock = work.get();
      signHolder();
      entered = true;
      return Optional.of(() -> leaveExclusive(gateLock, workLock));
    } finally {
      if (!entered) {
        inProcess.writeLock().unlock();
      }
    }
  }

  private void leaveExclusive(FileLock gate, FileLock work) {
    try {
      Files.deleteIfExists(holder);
      work.release();
      gate.release();
    } catch (IOException e) {
      throw new HardwareException("the lease could not be given back: " + e, e);
    } finally {
      inProcess.writeLock().unlock();
    }
  }

  /** Polls, because a blocking file lock knows no timeout; the pauses cost no measurable load. */
  private Optional<FileLock> waitFor(long position, boolean shared, long timeoutNanos)
      throws IOException, InterruptedException {
    long start = System.nanoTime();
    long pause = SHORTEST_PAUSE_NANOS;
    while (true) {
      FileLock lock = channel.tryLock(position, 1, shared);
      if (lock != null) {
        return Optional.of(lock);
      }
      if (System.nanoTime() - start >= timeoutNanos) {
        return Optional.empty();
      }
      LockSupport.parkNanos(pause);
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      pause = Math.min(LONGEST_PAUSE_NANOS, pause * 2);
    }
  }

  /** For messages only; who really holds the lease is known to the operating system. */
  private void signHolder() throws IOException {
    Files.writeString(holder, Long.toString(ProcessHandle.current().pid()), StandardCharsets.UTF_8);
  }

  /** The process that measures, as far as it has signed and lives. */
  Optional<Long> holder() {
    try {
      long pid = Long.parseLong(Files.readString(holder).strip());
      return ProcessHandle.of(pid).isPresent() ? Optional.of(pid) : Optional.empty();
    } catch (IOException | NumberFormatException e) {
      return Optional.empty();
    }
  }
}

package io.paretune.hardware.lease;

import io.paretune.hardware.HardwareException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;

/**
 * The exclusive lease of one host: while a process measures, no process trains. Trainers take a
 * share for each batch; a measurer waits for the running batches to end, keeps new ones from
 * starting, and then has the machine to itself. Released by the operating system when its holder
 * dies. Thread-safe; any number of instances, threads and processes may use one directory.
 */
public final class MeasuringLease {
  private final Path directory;
  private final HostLock lock;
  private final AtomicLong measurements = new AtomicLong();
  private final LongAdder measurementsWaited = new LongAdder();
  private final LongAdder measurementsHeld = new LongAdder();
  private final LongAdder steps = new LongAdder();
  private final LongAdder stepsWaited = new LongAdder();

  private MeasuringLease(Path directory, HostLock lock) {
    this.directory = directory;
    this.lock = lock;
  }

  /** The lease that all processes of this user on this host share by default. */
  public static MeasuringLease ofThisHost() {
    String user = System.getProperty("user.name", "user").replaceAll("[^A-Za-z0-9._-]", "_");
    return in(Path.of(System.getProperty("java.io.tmpdir"), "paretune-lease-" + user));
  }

  /**
   * The lease of a directory, which is made if need be; it must lie on a file system of this host.
   *
   * @throws HardwareException if the directory cannot be used
   */
  public static MeasuringLease in(Path directory) {
    return new MeasuringLease(directory, HostLock.in(directory));
  }

  /** Where the processes that share this lease meet. */
  public Path directory() {
    return directory;
  }

  /**
   * A share, for one training batch. Waits, without limit, while a measurement runs or waits to
   * run. May be nested; must be closed by the thread that took it.
   *
   * @throws HardwareException if the thread is interrupted while it waits
   */
  public LeaseHandle trainingStep() {
    long asked = System.nanoTime();
    try {
      lock.enterStep();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new HardwareException("interrupted while training waited for a measurement", e);
    } catch (IOException e) {
      throw new HardwareException(
          "the training step could not take its share of the lease: " + e, e);
    }
    stepsWaited.add(System.nanoTime() - asked);
    steps.increment();
    return once(
        () -> {
          try {
            lock.leaveStep();
          } catch (IOException e) {
            throw new HardwareException("the training step could not give back its share: " + e, e);
          }
        });
  }

  /** Runs one training batch under a share, see {@link #trainingStep()}. */
  public <T> T trainingStep(Supplier<T> batch) {
    LeaseHandle share = trainingStep();
    try {
      return batch.get();
    } finally {
      share.close();
    }
  }

  /**
   * The machine alone. Must be closed by the thread that took it, and not be asked for within a
   * training step.
   *
   * @throws HardwareException if it is not obtained in time, or the thread is interrupted
   */
  public LeaseHandle exclusive(Duration timeout) {
    long asked = System.nanoTime();
    Runnable release;
    try {
      release = lock.enterExclusive(timeout.toNanos()).orElseThrow(() -> late(timeout));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new HardwareException("interrupted while waiting for the exclusive lease", e);
    } catch (IOException e) {
      throw new HardwareException("the exclusive lease could not be taken: " + e, e);
    } finally {
      measurementsWaited.add(System.nanoTime() - asked);
    }
    long obtained = System.nanoTime();
    measurements.incrementAndGet();
    return once(
        () -> {
          measurementsHeld.add(System.nanoTime() - obtained);
          release.run();
        });
  }

  /** What the lease has cost through this instance so far. */
  public LeaseAccount account() {
    return new LeaseAccount(
        measurements.get(),
        Duration.ofNanos(measurementsWaited.sum()),
        Duration.ofNanos(measurementsHeld.sum()),
        steps.sum(),
        Duration.ofNanos(stepsWaited.sum()));
  }

  private HardwareException late(Duration timeout) {
    String holder =
        lock.holder()
            .map(pid -> "held by process " + pid)
            .orElse("a training step did not end, or another measurement came first");
    return new HardwareException(
        "the exclusive lease was not obtained within "
            + timeout.toMillis()
            + " ms: "
            + holder
            + "; wait longer or end that process");
  }

  private static LeaseHandle once(Runnable release) {
    AtomicBoolean open = new AtomicBoolean(true);
    return () -> {
      if (open.compareAndSet(true, false)) {
        release.run();
      }
    };
  }
}

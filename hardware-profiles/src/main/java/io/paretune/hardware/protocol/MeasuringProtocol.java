package io.paretune.hardware.protocol;

import io.paretune.hardware.HardwareException;
import io.paretune.hardware.lease.LeaseHandle;
import io.paretune.hardware.pin.CorePinning;
import io.paretune.hardware.pin.Pinned;
import io.paretune.hardware.profile.Device;
import io.paretune.hardware.profile.Fingerprint;
import io.paretune.hardware.profile.HardwareProfile;
import io.paretune.hardware.profile.Protocol;
import io.paretune.hardware.protocol.noise.NoiseSource;
import io.paretune.hardware.protocol.noise.SystemNoise;
import io.paretune.hardware.runtime.InferenceRuntime;
import io.paretune.hardware.runtime.LoadedModel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Measures latencies under a profile, as the package describes. Holds the reference network until
 * closed. Keep one for many measurements: it remembers how fast the reference usually is.
 * Thread-safe; measures one candidate at a time.
 */
public final class MeasuringProtocol implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(MeasuringProtocol.class);

  private final Protocol settings;
  private final AttemptRunner runner;
  private final LoadedModel reference;
  private final ReferenceHistory history;
  private final Machine machine;

  MeasuringProtocol(
      Protocol settings, LoadedModel reference, ReferenceHistory history, Machine machine) {
    this.settings = settings;
    this.reference = reference;
    this.history = history;
    this.machine = machine;
    this.runner = new AttemptRunner(settings, reference, machine);
  }

  /**
   * The protocol of a profile on this machine, for one process: nothing is remembered beyond it.
   */
  public static MeasuringProtocol of(HardwareProfile profile, InferenceRuntime runtime) {
    return of(profile, runtime, runtime.machine(), ReferenceHistory.inMemory());
  }

  /**
   * The protocol of a profile on this machine, for one of many processes.
   *
   * @param memory directory where they share how fast the reference network usually is, such as the
   *     lease's; it must exist
   */
  public static MeasuringProtocol of(
      HardwareProfile profile, InferenceRuntime runtime, Path memory) {
    Fingerprint machine = runtime.machine();
    String file = "reference-" + machine.id() + "-" + profile.threadCount() + ".txt";
    return of(profile, runtime, machine, ReferenceHistory.in(memory.resolve(file)));
  }

  private static MeasuringProtocol of(
      HardwareProfile profile,
      InferenceRuntime runtime,
      Fingerprint machine,
      ReferenceHistory history) {
    // the driver's threads work beside the measuring one, which may rest meanwhile
    boolean onGpu = profile.device() instanceof Device.Cuda;
    int threads = profile.threadCount() + (onGpu ? 1 : 0);
    Optional<JitWarmUp> settling =
        runtime.settlingRuns() > 0 ? Optional.of(JitWarmUp.inThisProcess()) : Optional.empty();
    return new MeasuringProtocol(
        profile.protocol(),
        settled(runtime, profile, settling),
        history,
        new Machine(
            new Cores(threads, machine.processor().logicalCores(), CorePinning.of(profile)),
            System::nanoTime,
            SystemNoise.ofThisMachine(threads, profile.device()),
            duration -> Thread.sleep(duration.toMillis()),
            settling));
  }

  /** Before the lease is taken: starting an engine is no measurement. */
  private static LoadedModel settled(
      InferenceRuntime runtime, HardwareProfile profile, Optional<JitWarmUp> settling) {
    LoadedModel reference = runtime.loadReference(profile);
    try {
      settling.ifPresent(needed -> needed.settle(reference, runtime.settlingRuns()));
      return reference;
    } catch (RuntimeException failed) {
      reference.close();
      throw failed;
    }
  }

  /**
   * Measures one candidate on the input it holds.
   *
   * @param exclusivity takes the exclusive lease; it is held during an attempt and given back
   *     between attempts
   * @throws HardwareException if the lease is not obtained, the runtime fails, or the thread is
   *     interrupted
   */
  public synchronized Latency measure(
      LoadedModel candidate, Supplier<? extends LeaseHandle> exclusivity) {
    machine.settling().ifPresent(needed -> needed.settle(candidate, 1));
    List<Attempt> attempts = new ArrayList<>();
    long heldNanos = 0;
    Duration wait = settings.retries().backOff();
    while (true) {
      LeaseHandle lease = exclusivity.get();
      long start = machine.clock().getAsLong();
      Attempt attempt;
      try (Pinned bound = machine.cores().pinning().pin()) {
        attempt = runner.attempt(candidate, history, bound.words());
        if (attempt.undisturbed()) {
          history.add(attempt.references().quietestMs());
        }
      } finally {
        heldNanos += machine.clock().getAsLong() - start;
        lease.close();
      }
      attempts.add(attempt);
      if (attempt.accepted() || attempts.size() == settings.retries().attempts()) {
        return new Recording(candidate.batch(), heldNanos / 1e6, attempts).latency();
      }
      LOG.debug("attempt {} rejected: {}", attempts.size(), attempt.reasons());
      rest(wait);
      wait = wait.multipliedBy(2);
    }
  }

  private void rest(Duration duration) {
    try {
      machine.pause().rest(duration);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new HardwareException("interrupted between two attempts at a measurement", e);
    }
  }

  @Override
  public synchronized void close() {
    reference.close();
  }

  /**
   * The machine that measures.
   *
   * @param cores of its processor
   * @param clock in nanoseconds
   * @param noise what its system counts
   * @param pause lets time pass between two attempts
   * @param settling what a process needs whose first runs are slower than later ones
   */
  record Machine(
      Cores cores,
      LongSupplier clock,
      NoiseSource noise,
      Pause pause,
      Optional<JitWarmUp> settling) {}

  /**
   * Cores of a processor.
   *
   * @param measuring threads that measure
   * @param all that the machine has
   * @param pinning binds the measuring thread to some
   */
  record Cores(int measuring, int all, CorePinning pinning) {}

  /** Lets time pass. */
  @FunctionalInterface
  interface Pause {
    void rest(Duration duration) throws InterruptedException;
  }
}

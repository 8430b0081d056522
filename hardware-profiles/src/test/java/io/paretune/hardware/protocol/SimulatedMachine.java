package io.paretune.hardware.protocol;

import io.paretune.hardware.lease.LeaseHandle;
import io.paretune.hardware.pin.Pinned;
import io.paretune.hardware.profile.Protocol;
import io.paretune.hardware.protocol.noise.Counter;
import io.paretune.hardware.protocol.noise.NoiseCounters;
import io.paretune.hardware.protocol.noise.NoiseSource;
import io.paretune.hardware.runtime.LoadedModel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;

/**
 * A machine whose time passes only when a network runs on it: no test waits. Neighbours and
 * slowness are functions of the simulated time in seconds.
 */
final class SimulatedMachine {
  static final double REFERENCE_MS = 0.3;
  static final double COLLECTION_NANOS = 2e6;

  private final SplittableRandom random = new SplittableRandom(7);
  private final Map<Counter, Double> counters = new EnumMap<>(Counter.class);
  private final Set<Counter> hidden = EnumSet.noneOf(Counter.class);
  private final List<Duration> pauses = new ArrayList<>();
  private double nanos = 1e9;
  private int leases;
  private boolean leased;

  /** Cores that other processes use. */
  DoubleUnaryOperator foreign = t -> 0;

  /** Factor on every run's processor time: a slower clock, a busy sibling hyper-thread. */
  DoubleUnaryOperator slowness = t -> 1;

  /** Part of the time that the measuring thread waits for a core. */
  DoubleUnaryOperator waiting = t -> 0;

  /** Cores' worth of time that the hypervisor takes. */
  DoubleUnaryOperator stolen = t -> 0;

  /** A garbage collection falls into every so many runs; 0 for never. */
  int collectionEvery;

  private long runs;

  SimulatedMachine() {
    for (Counter counter : Counter.values()) {
      counters.put(counter, 0.0);
    }
  }

  void hide(Counter... unavailable) {
    hidden.addAll(List.of(unavailable));
  }

  double seconds() {
    return nanos / 1e9;
  }

  List<Duration> pauses() {
    return pauses;
  }

  int leases() {
    return leases;
  }

  boolean leased() {
    return leased;
  }

  LeaseHandle lease() {
    leases++;
    leased = true;
    return () -> leased = false;
  }

  MeasuringProtocol protocol(Protocol settings) {
    return new MeasuringProtocol(
        settings,
        model(REFERENCE_MS, 0.01),
        ReferenceHistory.inMemory(),
        new MeasuringProtocol.Machine(
            new MeasuringProtocol.Cores(1, 2, () -> Pinned.none("simulated")),
            () -> (long) nanos,
            new Counted(),
            this::rest,
            Optional.empty()));
  }

  /** A network that takes {@code ms} with a relative deviation of {@code jitter}. */
  LoadedModel model(double ms, double jitter) {
    return new SimulatedModel(ms, jitter);
  }

  private NoiseCounters read() {
    Map<Counter, Long> values = new EnumMap<>(Counter.class);
    counters.forEach(
        (counter, value) -> {
          if (!hidden.contains(counter)) {
            values.put(counter, value.longValue());
          }
        });
    return new NoiseCounters((long) nanos, values);
  }

  private void rest(Duration duration) {
    pauses.add(duration);
    nanos += duration.toNanos();
  }

  private void run(double ms, double jitter) {
    double t = seconds();
    double work =
        ms * 1e6 * slowness.applyAsDouble(t) * (1 + jitter * Math.abs(random.nextGaussian()));
    double share = waiting.applyAsDouble(t);
    // Waiting comes in slices of 4 ms, so it hits few runs, and those hard: as a real scheduler
    // does.
    double slice = 4e6;
    double waited = random.nextDouble() < work * share / (1 - share) / slice ? slice : 0;
    double wall = work + waited;
    nanos += wall;
    add(Counter.THREAD_CPU, work);
    add(Counter.PROCESS_CPU, work);
    add(Counter.WAITED, waited);
    add(Counter.INVOLUNTARY_SWITCHES, waited > 0 ? 1 : 0);
    add(Counter.MACHINE_BUSY, work + wall * foreign.applyAsDouble(t));
    runs++;
    if (collectionEvery > 0 && runs % collectionEvery == 0) {
      nanos += COLLECTION_NANOS;
      add(Counter.COLLECTIONS, 1);
    }
    add(Counter.STOLEN, wall * stolen.applyAsDouble(t));
  }

  private void add(Counter counter, double amount) {
    counters.merge(counter, amount, Double::sum);
  }

  private final class Counted implements NoiseSource {
    @Override
    public NoiseCounters read() {
      return SimulatedMachine.this.read();
    }

    @Override
    public long collections() {
      return counters.getOrDefault(Counter.COLLECTIONS, 0.0).longValue();
    }
  }

  private final class SimulatedModel implements LoadedModel {
    private final double ms;
    private final double jitter;

    SimulatedModel(double ms, double jitter) {
      this.ms = ms;
      this.jitter = jitter;
    }

    @Override
    public List<Long> inputShape() {
      return List.of(1L, 3L);
    }

    @Override
    public void setInput(float[] values) {
      throw new UnsupportedOperationException("a simulated network has no input");
    }

    @Override
    public void run() {
      SimulatedMachine.this.run(ms, jitter);
    }

    @Override
    public List<float[]> outputs() {
      return List.of(new float[3]);
    }

    @Override
    public float[] output() {
      return new float[3];
    }

    @Override
    public void close() {
      // Nothing native is held.
    }
  }
}

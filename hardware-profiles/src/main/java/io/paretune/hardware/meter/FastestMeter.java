package io.paretune.hardware.meter;

import io.paretune.hardware.ModelRefusedException;
import io.paretune.hardware.deployment.Deployment;
import io.paretune.hardware.profile.Fingerprint;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Measures a network by each engine that there is a file for, and takes the fastest. Where there is
 * but one engine, its reading is the network's.
 */
public final class FastestMeter implements Meter {
  private final Map<Deployment, EngineMeter> meters;
  private final Supplier<Fingerprint> together;
  private final IntFunction<Meter> batches;
  private @Nullable Fingerprint machine;

  /** A meter of one batch only; the rest as of the other constructor. */
  public FastestMeter(Map<Deployment, EngineMeter> meters, Supplier<Fingerprint> together) {
    this(
        meters,
        together,
        batch -> {
          throw new UnsupportedOperationException("a meter of one batch only, not of " + batch);
        });
  }

  /**
   * A meter over others.
   *
   * @param meters one at least, by what they measure, in the order in which they are asked; closed
   *     with this one
   * @param together the machine with all engines, asked for once and only if they are several
   * @param batches makes the meter of another batch
   */
  public FastestMeter(
      Map<Deployment, EngineMeter> meters,
      Supplier<Fingerprint> together,
      IntFunction<Meter> batches) {
    this.meters = Collections.unmodifiableMap(new LinkedHashMap<>(meters));
    this.together = together;
    this.batches = batches;
  }

  @Override
  public synchronized MeasuredLatency measure(Map<Deployment, Path> files, ModelInput input) {
    Map<Deployment, MeasuredLatency> readings = new LinkedHashMap<>();
    meters.forEach(
        (deployment, meter) -> {
          Path file = files.get(deployment);
          if (file != null) {
            readings.put(deployment, meter.measure(file, input));
          }
        });
    if (readings.isEmpty()) {
      throw new ModelRefusedException(
          "the profile measures " + meters.keySet() + ", the network is there as " + files);
    }
    if (meters.size() == 1) {
      return readings.values().iterator().next();
    }
    if (machine == null) {
      machine = together.get();
    }
    RuntimeChoice choice = RuntimeChoice.of(readings, files, meters.keySet());
    return new MeasuredLatency(choice.latency(), machine, Optional.of(choice));
  }

  @Override
  public Meter atBatch(int batch) {
    return batches.apply(batch);
  }

  @Override
  public void close() {
    RuntimeException failure = null;
    for (EngineMeter meter : meters.values()) {
      try {
        meter.close();
      } catch (RuntimeException failed) {
        failure = failed;
      }
    }
    if (failure != null) {
      throw failure;
    }
  }
}

package io.paretune.hardware.measure;

import io.paretune.hardware.HardwareException;
import io.paretune.hardware.agent.Meters;
import io.paretune.hardware.lease.Held;
import io.paretune.hardware.lease.MeasuringLease;
import io.paretune.hardware.meter.MeasuredLatency;
import io.paretune.hardware.meter.Meter;
import io.paretune.hardware.meter.ModelInput;
import io.paretune.hardware.profile.Fingerprint;
import io.paretune.hardware.profile.HardwareProfile;
import io.paretune.hardware.protocol.Latency;
import io.paretune.hardware.runtime.InferenceRuntime;
import io.paretune.hardware.runtime.LoadedModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Measures files in full: latencies at given batches, and on demand the rest. Runs on fixed
 * pseudo-random inputs. Holds native memory until closed; one thread at a time.
 */
public final class ModelMeasuring implements AutoCloseable {

  /** Longer than a measurement of another process may take. */
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  private final HardwareProfile profile;
  private final MeasuringLease lease;
  private final RaplMeter energy;
  private final Map<Integer, Meter> meters = new HashMap<>();

  private ModelMeasuring(HardwareProfile profile, MeasuringLease lease, RaplMeter energy) {
    this.profile = profile;
    this.lease = lease;
    this.energy = energy;
  }

  /**
   * Measures under a profile, here or through its agent.
   *
   * @throws HardwareException if the profile cannot be had here
   */
  public static ModelMeasuring open(HardwareProfile profile, MeasuringLease lease) {
    Meters.check(profile);
    return new ModelMeasuring(profile, lease, RaplMeter.ofThisMachine());
  }

  /**
   * Measures a file.
   *
   * @param batches at least one, each at least 1
   * @param full whether throughput, memory, start-up and energy are wanted too
   * @throws HardwareException if the runtime refuses the file or one of the batches
   */
  public ModelFigures measure(Path model, List<Integer> batches, boolean full) {
    byte[] content;
    try {
      content = Files.readAllBytes(model);
    } catch (IOException e) {
      throw new HardwareException("the model " + model + " cannot be read: " + e, e);
    }
    Map<Integer, Latency> latencies = new LinkedHashMap<>();
    Fingerprint machine = null;
    for (int batch : new TreeSet<>(batches)) {
      MeasuredLatency reading = read(model, batch);
      machine = reading.machine();
      latencies.put(batch, reading.latency());
    }
    if (machine == null) {
      throw new IllegalArgumentException("at least one batch must be given, got none");
    }
    Map<String, Reading> readings = full ? further(model, latencies) : Map.of();
    return new ModelFigures(
        model.toString(),
        sha256(content),
        content.length,
        profile,
        machine,
        new ArrayList<>(new TreeMap<>(latencies).values()),
        readings);
  }

  private Map<String, Reading> further(Path model, Map<Integer, Latency> latencies) {
    Map<String, Reading> readings = new LinkedHashMap<>();
    readings.put(ModelFigures.THROUGHPUT, throughput(model, latencies));
    if (profile.agent().isPresent()) {
      String why = "an agent measures latencies alone";
      readings.put(ModelFigures.PEAK_MEMORY, Reading.unavailable("bytes", why));
      readings.put(ModelFigures.START_UP, Reading.unavailable("ms", why));
      readings.put(ModelFigures.ENERGY, Reading.unavailable(Energy.UNIT, why));
      return readings;
    }
    // the lease keeps others from training while time and energy are taken; memory needs no quiet
    readings.put(ModelFigures.PEAK_MEMORY, ProbeProcess.memory(model, profile));
    try (LoadedModel loaded = InferenceRuntime.of(profile).load(model, profile)) {
      Held held = lease.exclusive(PATIENCE);
      try {
        readings.put(ModelFigures.START_UP, ProbeProcess.startUp(model, profile));
        readings.put(ModelFigures.ENERGY, Energy.of(loaded, energy, System::nanoTime));
      } finally {
        held.close();
      }
    }
    return readings;
  }

  private Reading throughput(Path model, Map<Integer, Latency> latencies) {
    BatchDoubling.Found found =
        BatchDoubling.search(
            batch -> latencies.computeIfAbsent(batch, missing -> latency(model, missing)));
    Latency best =
        latencies.values().stream()
            .max(Comparator.comparingDouble(Latency::throughputPerSecond))
            .orElseGet(found::best);
    return Reading.of(
        best.throughputPerSecond(),
        "images/s",
        String.format(
            Locale.ROOT,
            "at batch %d%s; no larger one: %s",
            best.batch(),
            best.stable() ? "" : " (unstable)",
            found.stopped()));
  }

  private Latency latency(Path model, int batch) {
    return read(model, batch).latency();
  }

  private MeasuredLatency read(Path model, int batch) {
    return meters
        .computeIfAbsent(batch, images -> Meters.of(profile.withBatch(images), lease))
        .measure(model, ModelInput.pseudoRandom());
  }

  private static String sha256(byte[] content) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every Java platform has SHA-256", impossible);
    }
  }

  @Override
  public void close() {
    meters.values().forEach(Meter::close);
    meters.clear();
  }
}

package io.paretune.hardware.measure;

import io.paretune.hardware.Digest;
import io.paretune.hardware.HardwareException;
import io.paretune.hardware.deployment.NetworkFiles;
import io.paretune.hardware.lease.LeaseHandle;
import io.paretune.hardware.lease.MeasuringLease;
import io.paretune.hardware.measure.energy.EnergyMeter;
import io.paretune.hardware.measure.energy.EnergyPerExample;
import io.paretune.hardware.meter.MeasuredLatency;
import io.paretune.hardware.meter.Meter;
import io.paretune.hardware.meter.ModelInput;
import io.paretune.hardware.meter.RuntimeChoice;
import io.paretune.hardware.meter.factory.Meters;
import io.paretune.hardware.profile.HardwareProfile;
import io.paretune.hardware.protocol.Latency;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Measures files in full: latencies at given batches, and on demand the rest. Runs on fixed
 * pseudo-random inputs unless some are given. Holds native memory until closed; one thread at a
 * time.
 */
public final class ModelMeasuring implements AutoCloseable {

  /** Longer than a measurement of another process may take. */
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  private final HardwareProfile profile;
  private final MeasuringLease lease;
  private final ModelInput input;
  private @Nullable Meter open;
  private int openBatch;

  private ModelMeasuring(HardwareProfile profile, MeasuringLease lease, ModelInput input) {
    this.profile = profile;
    this.lease = lease;
    this.input = input;
  }

  /**
   * Measures under a profile, here or through its agent.
   *
   * @throws HardwareException if the profile cannot be had here
   */
  public static ModelMeasuring open(HardwareProfile profile, MeasuringLease lease) {
    return open(profile, lease, ModelInput.pseudoRandom());
  }

  /**
   * As {@link #open(HardwareProfile, MeasuringLease)}.
   *
   * @param input that latencies are measured on; the rest is on pseudo-random ones
   */
  public static ModelMeasuring open(
      HardwareProfile profile, MeasuringLease lease, ModelInput input) {
    Meters.check(profile);
    return new ModelMeasuring(profile, lease, input);
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
    NavigableMap<Integer, MeasuredLatency> latencies = new TreeMap<>();
    for (int batch : new TreeSet<>(batches)) {
      latencies.put(batch, read(model, batch));
    }
    if (latencies.isEmpty()) {
      throw new IllegalArgumentException("at least one batch must be given, got none");
    }
    Map<String, Reading> readings = full ? further(model, latencies) : Map.of();
    return new ModelFigures(
        new ModelFigures.MeasuredFile(model.toString(), Digest.sha256(content), content.length),
        profile,
        List.copyOf(latencies.values()),
        readings);
  }

  private Map<String, Reading> further(
      Path model, NavigableMap<Integer, MeasuredLatency> latencies) {
    Map<String, Reading> readings = new LinkedHashMap<>();
    Reading throughput = throughput(model, latencies);
    readings.put(ModelFigures.THROUGHPUT, throughput);
    readings.put(ModelFigures.COST, cost(throughput));
    if (profile.isElsewhere()) {
      String why = "an agent measures latencies alone";
      readings.put(ModelFigures.PEAK_MEMORY, Reading.unavailable("bytes", why));
      readings.put(ModelFigures.START_UP, Reading.unavailable("ms", why));
      readings.put(ModelFigures.ENERGY, Reading.unavailable(EnergyPerExample.UNIT, why));
      return readings;
    }
    Optional<RuntimeChoice> choice = latencies.firstEntry().getValue().choice();
    HardwareProfile one = choice.map(c -> profile.withDeployment(c.taken())).orElse(profile);
    Path file = choice.map(RuntimeChoice::file).orElse(model);
    // the lease keeps others from training while time and energy are taken; memory needs no quiet
    readings.put(ModelFigures.PEAK_MEMORY, ProbeProcess.memory(file, one));
    LeaseHandle held = lease.exclusive(PATIENCE);
    try {
      readings.put(ModelFigures.START_UP, ProbeProcess.startUp(file, one));
      readings.put(ModelFigures.ENERGY, energy(file, one));
    } finally {
      held.close();
    }
    return readings;
  }

  private static Reading energy(Path file, HardwareProfile profile) {
    return EnergyMeter.missing(profile)
        .map(why -> Reading.unavailable(EnergyPerExample.UNIT, why))
        .orElseGet(
            () -> {
              EnergyPerExample energy = ProbeProcess.energy(file, profile);
              return Reading.of(
                  energy.millijoules().median(),
                  EnergyPerExample.UNIT,
                  energy.note() + (energy.stable() ? "" : "; unstable"));
            });
  }

  private Reading cost(Reading throughput) {
    return profile
        .price()
        .map(
            price ->
                Reading.of(
                    price.ofMillion(throughput.value().orElseThrow()),
                    price.currency(),
                    "a million examples; " + price.text() + " an hour, " + throughput.note()))
        .orElseGet(
            () ->
                Reading.unavailable(
                    "", "the profile has no price-per-hour, such as price-per-hour: 0.35 USD"));
  }

  private Reading throughput(Path model, Map<Integer, MeasuredLatency> latencies) {
    BatchDoubling.Found found =
        BatchDoubling.search(
            batch -> latencies.computeIfAbsent(batch, missing -> read(model, missing)).latency());
    Latency best =
        latencies.values().stream()
            .map(MeasuredLatency::latency)
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

  private MeasuredLatency read(Path model, int batch) {
    if (open == null || openBatch != batch) {
      // one at a time: a meter may hold a process with an engine of its own
      close();
      open = Meters.of(profile.withBatch(batch), lease);
      openBatch = batch;
    }
    return open.measure(NetworkFiles.of(model, profile.deployments()), input);
  }

  @Override
  public void close() {
    if (open != null) {
      open.close();
      open = null;
    }
  }
}

package io.paretune.hardware.measure;

import io.paretune.hardware.meter.MeasuredLatency;
import io.paretune.hardware.profile.Fingerprint;
import io.paretune.hardware.profile.HardwareProfile;
import io.paretune.hardware.protocol.Latency;
import io.paretune.hardware.protocol.Recording;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What was measured of one file on one machine.
 *
 * @param measured latencies at the batches that were asked for and at those that the search for the
 *     best one tried besides, ascending; at least one
 * @param readings further figures by name, in a fixed order
 */
public record ModelFigures(
    MeasuredFile file,
    HardwareProfile profile,
    List<MeasuredLatency> measured,
    Map<String, Reading> readings) {

  /**
   * The file that was measured.
   *
   * @param name as it was called
   * @param sha256 of its content, in hexadecimal
   * @param bytes its size
   */
  public record MeasuredFile(String name, String sha256, long bytes) {}

  /** Images a second at the best batch. */
  public static final String THROUGHPUT = "throughput";

  /** Peak resident memory attributable to the model. */
  public static final String PEAK_MEMORY = "peak-memory";

  /** Time to the first result. */
  public static final String START_UP = "start-up";

  /** Energy of one example. */
  public static final String ENERGY = "energy-mj";

  /** What a million examples cost at the best batch. */
  public static final String COST = "cost-per-million";

  public ModelFigures {
    measured = List.copyOf(measured);
    readings = Collections.unmodifiableMap(new LinkedHashMap<>(readings));
    if (measured.isEmpty()) {
      throw new IllegalArgumentException("at least one batch must be given, got none");
    }
  }

  /** The machine that the figures are of. */
  public Fingerprint fingerprint() {
    return measured.get(0).machine();
  }

  /** The latencies alone. */
  public List<Latency> latencies() {
    return measured.stream().map(MeasuredLatency::latency).toList();
  }

  /** Whether every latency was accepted. */
  public boolean stable() {
    return latencies().stream().allMatch(Latency::stable);
  }

  /**
   * Everything that was timed, out of what {@link #toJson()} wrote.
   *
   * @param batch which of the batches that were measured; 0 for the first
   * @throws IllegalArgumentException if the text is not that, or the batch is not in it
   */
  public static Recording recording(String json, int batch) {
    return FiguresJson.recording(json, batch);
  }

  /** All of it as JSON, the timed runs included. */
  public String toJson() {
    return FiguresJson.text(this);
  }
}

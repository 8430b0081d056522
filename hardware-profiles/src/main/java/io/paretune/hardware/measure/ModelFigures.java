package io.paretune.hardware.measure;

import io.paretune.hardware.meter.RuntimeChoice;
import io.paretune.hardware.profile.Fingerprint;
import io.paretune.hardware.profile.HardwareProfile;
import io.paretune.hardware.protocol.Latency;
import io.paretune.hardware.protocol.Recording;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What was measured of one file on one machine.
 *
 * @param file as it was called
 * @param sha256 of its content, in hexadecimal
 * @param bytes its size
 * @param latencies at the batches that were asked for, ascending, then at those that the search for
 *     the best one tried besides
 * @param readings further figures by name, in a fixed order
 * @param choices between runtimes by batch, ascending, where the profile leaves the runtime open
 */
public record ModelFigures(
    String file,
    String sha256,
    long bytes,
    HardwareProfile profile,
    Fingerprint fingerprint,
    List<Latency> latencies,
    Map<String, Reading> readings,
    Map<Integer, RuntimeChoice> choices) {

  /** Images a second at the best batch. */
  public static final String THROUGHPUT = "throughput";

  /** Peak resident memory attributable to the model. */
  public static final String PEAK_MEMORY = "peak-memory";

  /** Time to the first result. */
  public static final String START_UP = "start-up";

  /** Energy of one image. */
  public static final String ENERGY = "energy";

  public ModelFigures {
    latencies = List.copyOf(latencies);
    readings = Collections.unmodifiableMap(new LinkedHashMap<>(readings));
    choices = Collections.unmodifiableMap(new TreeMap<>(choices));
  }

  /** Whether every latency was accepted. */
  public boolean stable() {
    return latencies.stream().allMatch(Latency::stable);
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

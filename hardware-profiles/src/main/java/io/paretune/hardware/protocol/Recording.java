package io.paretune.hardware.protocol;

import io.paretune.hardware.protocol.statistics.MedianInterval;
import io.paretune.hardware.protocol.statistics.Samples;
import java.util.Comparator;
import java.util.List;

/**
 * Everything that was timed in one measurement. The figures are worked out from it and from nothing
 * else, so a kept recording gives them again.
 *
 * @param batch images in a run
 * @param heldMs time that the exclusive lease was held, all attempts together
 * @param attempts in order; all but the last were rejected
 */
public record Recording(int batch, double heldMs, List<Attempt> attempts) {

  /** What names of such files end with. */
  public static final String SUFFIX = ".samples.json.gz";

  private static final int LARGEST_MIB = 256;

  public Recording {
    attempts = List.copyOf(attempts);
    if (batch < 1) {
      throw new IllegalArgumentException("batch >= 1 must hold, got " + batch);
    }
    if (attempts.isEmpty()) {
      throw new IllegalArgumentException("a measurement needs at least one attempt, got none");
    }
  }

  /**
   * What a latency was worked out from.
   *
   * @throws IllegalArgumentException if it came without its attempts
   */
  public static Recording of(Latency latency) {
    return new Recording(latency.batch(), latency.heldMs(), latency.attempts());
  }

  /**
   * The figures: of the accepted attempt; if none was, of the one that least speaks against, marked
   * unstable, with an interval that spans all attempts.
   */
  public Latency latency() {
    Attempt last = attempts.get(attempts.size() - 1);
    Attempt chosen = chosen(attempts);
    MedianInterval interval = chosen.interval();
    double low = interval.low();
    double high = interval.high();
    if (!last.accepted()) {
      low = attempts.stream().mapToDouble(a -> a.interval().low()).min().orElse(low);
      high = attempts.stream().mapToDouble(a -> a.interval().high()).max().orElse(high);
    }
    Samples samples = chosen.samples();
    return new Latency(
        interval.median(),
        samples.quantileMs(0.90),
        samples.quantileMs(0.99),
        low,
        high,
        samples.count(),
        batch,
        attempts.stream()
            .filter(a -> !a.accepted())
            .map(a -> String.join("; ", a.reasons()))
            .toList(),
        last.accepted(),
        chosen.noise(),
        chosen.references(),
        samples,
        heldMs,
        attempts);
  }

  /** The attempt that the figures come from. */
  public Attempt chosen() {
    return chosen(attempts);
  }

  /** The attempt that figures come from. */
  static Attempt chosen(List<Attempt> attempts) {
    Attempt last = attempts.get(attempts.size() - 1);
    return last.accepted()
        ? last
        : attempts.stream()
            .min(
                Comparator.comparingInt((Attempt a) -> a.reasons().size())
                    .thenComparingDouble(a -> a.references().quietestMs()))
            .orElse(last);
  }

  /**
   * A compact form, two to three bytes a timed run: JSON, compressed by gzip, so that {@code zcat}
   * shows it. The same recording gives the same bytes.
   */
  public byte[] toBytes() {
    return RecordingJson.pack(this);
  }

  /**
   * Reads what {@link #toBytes()} wrote.
   *
   * @throws IllegalArgumentException if the bytes are not that, with the reason
   */
  public static Recording fromBytes(byte[] bytes) {
    return fromBytes(bytes, LARGEST_MIB);
  }

  /**
   * The same where memory is short.
   *
   * @param largestMib MiB that the JSON may have
   * @throws IllegalArgumentException if it is larger, or not what was written
   */
  public static Recording fromBytes(byte[] bytes, int largestMib) {
    return RecordingJson.unpack(bytes, largestMib);
  }
}

package io.paretune.hardware.protocol;

import io.paretune.hardware.protocol.noise.Noise;
import io.paretune.hardware.protocol.statistics.Samples;
import java.util.List;

/**
 * How long one inference takes. If it is not {@link #stable()}, the figures are those of the least
 * disturbed attempt, the interval spans all attempts, and they must not be shown as measured.
 *
 * @param medianMs of one run of the whole batch, in milliseconds, like all times here
 * @param ciLowMs lower end of the median's 95 % interval
 * @param ciHighMs upper end
 * @param repeats timed runs
 * @param batch images in a run
 * @param rejections one line for each rejected attempt, in order
 * @param stable whether an attempt was accepted
 * @param noise signs of noise in the attempt that the figures come from
 * @param references the reference network in that attempt
 * @param samples its timed runs
 * @param heldMs time that the exclusive lease was held, all attempts together
 * @param attempts everything that was timed, in order; {@link Recording} keeps it and works the
 *     figures out again. Empty where a figure came without.
 */
public record Latency(
    double medianMs,
    double p90Ms,
    double p99Ms,
    double ciLowMs,
    double ciHighMs,
    int repeats,
    int batch,
    List<String> rejections,
    boolean stable,
    Noise noise,
    References references,
    Samples samples,
    double heldMs,
    List<Attempt> attempts) {

  public Latency {
    rejections = List.copyOf(rejections);
    attempts = List.copyOf(attempts);
    if (!(medianMs > 0)) {
      throw new IllegalArgumentException("medianMs > 0 must hold, got " + medianMs);
    }
    if (!stable && rejections.isEmpty()) {
      throw new IllegalArgumentException("an unstable latency needs a reason, got none");
    }
  }

  public int rejectedAttempts() {
    return rejections.size();
  }

  /** Why the figure is unstable: the last rejection; the empty string if it is stable. */
  public String reason() {
    return stable ? "" : rejections.get(rejections.size() - 1);
  }

  /**
   * How many of the runs behind the figures a garbage collection of the measuring process fell
   * into; 0 where that is not known.
   */
  public int collectedRuns() {
    return attempts.isEmpty() ? 0 : Recording.chosen(attempts).collectedRuns();
  }

  /**
   * The cores that the measuring thread was bound to, in words; {@code unknown} without attempts.
   */
  public String pinning() {
    return attempts.isEmpty() ? "unknown" : Recording.chosen(attempts).pinning();
  }

  /** Images a second at this batch. */
  public double throughputPerSecond() {
    return batch * 1000.0 / medianMs;
  }

  /** Half the interval's width as a fraction of the median. */
  public double relativeHalfWidth() {
    return (ciHighMs - ciLowMs) / 2 / medianMs;
  }
}

package io.paretune.evaluators.trial;

import java.util.List;
import java.util.Map;

/** Names of what a trial measures; an experiment's objectives and constraints refer to them. */
public final class Metrics {

  /** Share of the validation split that the exported file classifies correctly, 0 to 1. */
  public static final String ACCURACY = "accuracy";

  /** Median time of one inference of the exported file under the profile, in milliseconds. */
  public static final String LATENCY = "latency-ms";

  /** Size of the exported file, in bytes. */
  public static final String SIZE = "size-bytes";

  /** Size of the exported file compressed with Zstandard at level 19, in bytes. */
  public static final String COMPRESSED_SIZE = "compressed-bytes";

  /**
   * By how much the resident memory of a fresh process rises while the exported file is loaded and
   * run, in bytes.
   */
  public static final String PEAK_MEMORY = "peak-memory-bytes";

  /** Number of weights after pruning. */
  public static final String PARAMETERS = "parameters";

  /** Multiply-adds of one inference after pruning. */
  public static final String MULTIPLY_ADDS = "multiply-adds";

  /** 90th percentile of the latency, in milliseconds. */
  public static final String LATENCY_P90 = "latency-ms.p90";

  /** 99th percentile of the latency, in milliseconds. */
  public static final String LATENCY_P99 = "latency-ms.p99";

  /** Lower end of the median's 95 % interval, in milliseconds. */
  public static final String LATENCY_LOW = "latency-ms.low";

  /** Upper end of the median's 95 % interval, in milliseconds. */
  public static final String LATENCY_HIGH = "latency-ms.high";

  /** The metrics that one measurement of the latency gives. */
  public static final List<String> TIMED =
      List.of(LATENCY, LATENCY_P90, LATENCY_P99, LATENCY_LOW, LATENCY_HIGH);

  /** What the experiment's latency table predicted before training, in milliseconds. */
  public static final String LATENCY_PREDICTED = "latency-ms.predicted";

  /** Time from the assignment to the exported file, in seconds. */
  public static final String TRAINING_SECONDS = "training-seconds";

  private Metrics() {}

  /** The metrics that can be objectives or constraints. */
  public static List<String> objectives() {
    return List.of(
        ACCURACY,
        LATENCY,
        SIZE,
        COMPRESSED_SIZE,
        PEAK_MEMORY,
        PARAMETERS,
        MULTIPLY_ADDS,
        LATENCY_P90,
        LATENCY_P99);
  }

  /** The unit of a metric, for people; empty if it has none. */
  public static String unit(String metric) {
    return Map.of(
            LATENCY,
            "ms",
            LATENCY_P90,
            "ms",
            LATENCY_P99,
            "ms",
            SIZE,
            "bytes",
            COMPRESSED_SIZE,
            "bytes",
            PEAK_MEMORY,
            "bytes")
        .getOrDefault(metric, "");
  }
}

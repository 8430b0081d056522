package io.paretune.evaluators.latency;

import io.paretune.evaluators.latency.kernel.Kernel;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What kernels take on one device, and what was found out about sums of them. Immutable.
 *
 * @param facts about device, runtime and networks, by name, in order; see {@link #FAMILY} and those
 *     beside it
 * @param kernels by {@link Kernel#key}, in order
 * @param fit what whole networks have taught; empty if none were measured
 */
public record LatencyTable(
    Map<String, String> facts, Map<String, Timing> kernels, Optional<LatencyFit> fit) {

  /** The column that tables had not before they knew networks of tokens. */
  static final String HEADS = "heads";

  /** The columns of a table's file. The first {@value #NAMING} say what a kernel is. */
  public static final List<String> COLUMNS =
      List.of(
          "operator",
          "input",
          "output-channels",
          "window",
          "groups",
          HEADS,
          "arithmetic",
          "milliseconds",
          "low",
          "high",
          "stable");

  /** The family whose kernels it has. */
  public static final String FAMILY = "family";

  /** The shape of an example. */
  public static final String INPUT = "input";

  /** The number of classes. */
  public static final String CLASSES = "classes";

  /** The profile under which it was measured. */
  public static final String PROFILE = "profile";

  /** The machine's fingerprint, short. */
  public static final String FINGERPRINT = "fingerprint";

  /** When the file was begun. */
  public static final String BEGUN = "begun";

  /** How many of them name the kernel. */
  static final int NAMING = 7;

  /** Copies the maps, keeping their order. */
  public LatencyTable {
    facts = Collections.unmodifiableMap(new LinkedHashMap<>(facts));
    kernels = Collections.unmodifiableMap(new LinkedHashMap<>(kernels));
  }

  /** A fact; empty if the table does not say. */
  public Optional<String> fact(String name) {
    return Optional.ofNullable(facts.get(name));
  }

  /** The predictor that this table makes: with its fit, or the plain sum. */
  public LatencyPredictor predictor() {
    return new LatencyPredictor(this);
  }

  /** The same table with what whole networks have taught. */
  public LatencyTable withFit(LatencyFit newFit) {
    return new LatencyTable(facts, kernels, Optional.of(newFit));
  }
}

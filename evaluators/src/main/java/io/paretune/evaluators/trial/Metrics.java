package io.paretune.evaluators.trial;

import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.proxy.Proxies;
import io.paretune.evaluators.task.Task;
import io.paretune.evaluators.task.score.Metric;
import io.paretune.search.trial.Direction;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Names of what a trial measures beside how good its file is; an experiment's objectives and
 * constraints refer to them.
 */
public final class Metrics {

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

  /**
   * Energy of one example while the exported file runs, in millijoules; what the device takes at
   * rest is in it.
   */
  public static final String ENERGY = "energy-mj";

  /** What a million examples cost by the profile's price, in its currency. */
  public static final String COST = "cost-per-million";

  /** What a file takes where it runs, beside time: figures of two machines are never compared. */
  public static final List<String> OF_MACHINE = List.of(PEAK_MEMORY, ENERGY, COST);

  /** Number of weights after pruning. */
  public static final String PARAMETERS = "parameters";

  /** Multiply-adds of one inference after pruning. */
  public static final String MULTIPLY_ADDS = "multiply-adds";

  /** Number of layers that read a non-linearity, after pruning: {@link Network#layers}. */
  public static final String LAYERS = "layers";

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

  /** What a file costs, as objectives and constraints may name it, whatever is learned. */
  public static List<Metric> costs() {
    return List.of(
        cost(LATENCY, "ms"),
        cost(SIZE, "bytes"),
        cost(COMPRESSED_SIZE, "bytes"),
        cost(PEAK_MEMORY, "bytes"),
        cost(ENERGY, "mJ"),
        cost(COST, ""),
        cost(PARAMETERS, ""),
        cost(MULTIPLY_ADDS, ""),
        cost(LAYERS, ""),
        cost(LATENCY_P90, "ms"),
        cost(LATENCY_P99, "ms"));
  }

  /**
   * What a network has whatever it learns: its costs, and what zero-cost proxies say of it before
   * it trains.
   */
  public static List<Metric> ofNetworks() {
    List<Metric> all = new ArrayList<>(costs());
    all.addAll(Proxies.metrics());
    return all;
  }

  private static Metric cost(String name, String unit) {
    return new Metric(name, unit, Direction.MINIMIZE, 0, Double.POSITIVE_INFINITY);
  }

  /**
   * Names of the metrics that can be objectives or constraints of a task, its own first; {@code
   * recall:NAME} and the like stand for those of single classes.
   */
  public static List<String> names(Task task) {
    List<String> names = new ArrayList<>();
    task.metrics().forEach(metric -> names.add(metric.name()));
    task.ofEach().forEach(figure -> names.add(figure.of("NAME").name()));
    ofNetworks().forEach(metric -> names.add(metric.name()));
    return names;
  }

  /** The metric of a name; of a single class whether there is such a one in the data or not. */
  public static Optional<Metric> find(Task task, String name) {
    return task.metric(name)
        .or(() -> ofNetworks().stream().filter(each -> each.name().equals(name)).findFirst());
  }

  /**
   * The metric of a name.
   *
   * @throws IllegalArgumentException if a task has none of this name, listing those that it has
   */
  public static Metric named(Task task, String name) {
    return find(task, name)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "task %s has no metric '%s', but %s"
                        .formatted(task.name(), name, names(task))));
  }
}

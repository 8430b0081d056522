package io.paretune.evaluators.latency;

import io.paretune.evaluators.latency.kernel.Decomposition;
import io.paretune.evaluators.latency.kernel.Kernel;
import io.paretune.evaluators.latency.kernel.MissingKernelException;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Predicts latencies from a table: the sum of its kernels, weighted by class as whole networks on
 * that device have taught, or plain if none were measured. Immutable.
 */
public final class LatencyPredictor {

  private final LatencyTable table;

  LatencyPredictor(LatencyTable table) {
    this.table = table;
  }

  /** What it looks up. */
  public LatencyTable table() {
    return table;
  }

  /**
   * The latency of a network of these kernels; microseconds of work.
   *
   * @return milliseconds, over 0
   * @throws MissingKernelException if the table lacks a kernel
   */
  public double milliseconds(List<Decomposition.Part> parts) {
    Map<String, Double> features = LatencyFeatures.of(parts, table.kernels());
    double sum = plainSum(features);
    if (table.fit().isEmpty()) {
      return sum;
    }
    Map<String, Double> coefficients = table.fit().get().coefficients();
    double weighted = 0;
    for (Map.Entry<String, Double> feature : features.entrySet()) {
      double usual = LatencyFeatures.isSum(feature.getKey()) ? 1 : 0;
      weighted += feature.getValue() * coefficients.getOrDefault(feature.getKey(), usual);
    }
    // a fit far outside of what it was learned from must not say that a network takes no time
    return Math.max(weighted, sum / 10);
  }

  /** The sum of the kernels alone, in milliseconds. */
  static double plainSum(Map<String, Double> features) {
    return features.entrySet().stream()
        .filter(feature -> LatencyFeatures.isSum(feature.getKey()))
        .mapToDouble(Map.Entry::getValue)
        .sum();
  }

  /**
   * Checks that the table has the kernels of a search's networks.
   *
   * @throws MissingKernelException if it lacks some
   */
  public void requireFor(ArchitectureSpace candidates) {
    TreeSet<String> missing = new TreeSet<>();
    for (Kernel kernel : candidates.kernels()) {
      if (!table.kernels().containsKey(kernel.key())) {
        missing.add(kernel.key());
      }
    }
    if (!missing.isEmpty()) {
      throw new MissingKernelException(missing);
    }
  }
}

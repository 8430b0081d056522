package io.paretune.evaluators.latency;

import io.paretune.evaluators.latency.kernel.Decomposition;
import io.paretune.evaluators.latency.kernel.Kernel;
import io.paretune.evaluators.latency.kernel.MissingKernelException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** What a prediction is made of: sums of the table over classes of kernels, and counts. */
final class LatencyFeatures {

  /** The runtime's work for each call. */
  static final String CALL = "call";

  /** The number of kernels. */
  static final String COUNT = "kernel";

  private LatencyFeatures() {}

  /**
   * The features of a network's kernels.
   *
   * @throws MissingKernelException naming kernels that the table does not have
   */
  static Map<String, Double> of(List<Decomposition.Part> parts, Map<String, Timing> kernels) {
    Map<String, Double> features = new LinkedHashMap<>();
    features.put(CALL, 1.0);
    features.put(COUNT, 0.0);
    TreeSet<String> missing = new TreeSet<>();
    for (Decomposition.Part part : parts) {
      Timing timing = kernels.get(part.kernel().key());
      if (timing == null) {
        missing.add(part.kernel().key());
        continue;
      }
      features.merge(COUNT, (double) part.times(), Double::sum);
      features.merge(sumOf(part.kernel()), part.times() * timing.milliseconds(), Double::sum);
    }
    if (!missing.isEmpty()) {
      throw new MissingKernelException(missing);
    }
    return features;
  }

  /** Whether a feature is a sum of milliseconds, which should count once. */
  static boolean isSum(String feature) {
    return !feature.equals(CALL) && !feature.equals(COUNT);
  }

  private static String sumOf(Kernel kernel) {
    if (kernel.isBorder() || kernel.isTranspose()) {
      return kernel.isBorder() ? "borders" : "transposes";
    }
    if (kernel.isAttention()) {
      return "attention";
    }
    String kind =
        kernel.isConvolution()
            ? "convolutions."
            : kernel.isTokenProduct() ? "products." : "others.";
    return kind + kernel.arithmetic().label();
  }
}

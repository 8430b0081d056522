package io.paretune.experiments.bench.sharing;

import io.paretune.evaluators.network.Network;
import java.util.OptionalDouble;

/**
 * What is known of one network.
 *
 * @param network its name
 * @param shared how good it is as a part of the shared network
 * @param alone how good it is trained alone, by the task's reported metric; empty if it was not
 * @param counts of the network
 * @param label that a published table has for it; the higher, the better
 */
public record SharingRow(
    String network, Judged shared, OptionalDouble alone, Counts counts, OptionalDouble label) {

  /**
   * Figures of the validation split.
   *
   * @param score the task's reported metric
   * @param logLoss in nats; empty for a task without
   */
  public record Judged(double score, OptionalDouble logLoss) {}

  /**
   * What can be counted without training.
   *
   * @param parameters weights
   * @param multiplyAdds of one inference
   * @param layers as {@link Network#layers} counts them
   */
  public record Counts(long parameters, long multiplyAdds, long layers) {

    static Counts of(Network network) {
      return new Counts(network.parameters(), network.multiplyAdds(), network.layers());
    }
  }
}

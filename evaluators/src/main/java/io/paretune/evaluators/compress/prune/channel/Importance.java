package io.paretune.evaluators.compress.prune.channel;

import io.paretune.evaluators.network.Tensor;
import io.paretune.evaluators.network.TensorSpec.Role;
import io.paretune.evaluators.network.Weights;

/** How much each channel of a network matters: the least important are removed first. */
@FunctionalInterface
public interface Importance {

  /**
   * The scores of all classes of tied channels; only those of one group are compared.
   *
   * @param ties which channels stand or fall together
   * @param weights of that network
   * @return {@code double[ties.size()]}, by class
   */
  double[] scores(ChannelDependencies ties, Weights weights);

  /** What a criterion says of the output channels of one layer, seeing its weights alone. */
  @FunctionalInterface
  interface OfFilters {
    /**
     * A score for each filter, at least 0.
     *
     * @param weight {@code float[outputs][inputs][height][width]} of a dense convolution, {@code
     *     float[outputs][inputs]} of a linear layer
     * @return {@code double[outputs]}
     */
    double[] scores(Tensor weight);
  }

  /**
   * Judges the channels by the filters that make them. Layers of a group have an equal vote: each
   * layer's scores are divided by their mean.
   */
  static Importance of(OfFilters criterion) {
    return (ties, weights) -> {
      double[] scores = new double[ties.size()];
      for (String producer : ties.producers().keySet()) {
        ties.vote(producer, criterion.scores(weights.get(Role.WEIGHT.of(producer))), scores);
      }
      return scores;
    };
  }

  /**
   * The sum of the absolute weights of the channel's filter (Li et al. 2017, "Pruning Filters for
   * Efficient ConvNets", arXiv:1608.08710, section 3.1). A departure from the paper, which judges a
   * residual group by its projection alone: all layers that make the channel vote.
   */
  static Importance l1() {
    return of(
        weight -> {
          double[] sums = new double[weight.axis(0)];
          int perOutput = weight.size() / sums.length;
          for (int i = 0; i < weight.size(); i++) {
            sums[i / perOutput] += Math.abs(weight.at(i));
          }
          return sums;
        });
  }
}

package io.paretune.evaluators.compress.prune;

import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.Tensor;
import io.paretune.evaluators.network.TensorSpec.Role;
import io.paretune.evaluators.network.Weights;

/** How much each output channel of a layer matters: the least important are removed first. */
@FunctionalInterface
public interface Importance {

  /**
   * The scores of a producer's output channels, each at least 0; comparable between producers of
   * one group.
   *
   * @param producer name of a convolution or linear layer
   * @return {@code double[outputs]}
   */
  double[] scores(Network network, Weights weights, String producer);

  /**
   * The sum of the absolute weights of the channel's filter (Li et al. 2017, "Pruning Filters for
   * Efficient ConvNets", arXiv:1608.08710, section 3.1), divided by the layer's mean so that layers
   * in a group have an equal vote (a departure from the paper, which judges a residual group by its
   * projection alone).
   */
  static Importance l1() {
    return (network, weights, producer) -> {
      Tensor weight = weights.get(Role.WEIGHT.of(producer));
      double[] sums = new double[weight.axis(0)];
      int perOutput = weight.size() / sums.length;
      double total = 0;
      for (int i = 0; i < weight.size(); i++) {
        sums[i / perOutput] += Math.abs(weight.at(i));
        total += Math.abs(weight.at(i));
      }
      for (int c = 0; c < sums.length; c++) {
        sums[c] = total > 0 ? sums[c] * sums.length / total : 0;
      }
      return sums;
    };
  }
}

package io.paretune.evaluators.compress.prune.criterion;

import io.paretune.evaluators.compress.prune.channel.ChannelDependencies;
import io.paretune.evaluators.compress.prune.channel.Importance;
import io.paretune.evaluators.network.Node;
import io.paretune.evaluators.network.Tensor;
import io.paretune.evaluators.network.TensorSpec.Role;
import io.paretune.evaluators.network.Weights;

/**
 * The absolute scales of batch normalisation: a channel whose normalised value is scaled to almost
 * nothing says almost nothing (Liu et al. 2017, "Learning Efficient Convolutional Networks through
 * Network Slimming", doi:10.1109/ICCV.2017.298). All normalisations that a channel passes through
 * vote. A channel that none normalises, as after folding, is judged by L1: the folded filter holds
 * the scale. A departure: the scales are not driven to 0 by a penalty while training.
 */
final class BatchNormScale implements Importance {

  @Override
  public double[] scores(ChannelDependencies ties, Weights weights) {
    double[] scores = new double[ties.size()];
    boolean[] normalised = new boolean[ties.size()];
    for (Node node : ties.network().nodes()) {
      if (node.layer().tensors().containsKey(Role.GAMMA)) {
        Tensor gamma = weights.get(Role.GAMMA.of(node.name()));
        double[] votes = new double[gamma.size()];
        for (int c = 0; c < votes.length; c++) {
          votes[c] = Math.abs(gamma.at(c));
        }
        ties.vote(node.name(), votes, scores);
        for (int channelClass : ties.classesOf(node.name())) {
          normalised[channelClass] = true;
        }
      }
    }
    double[] filters = Importance.l1().scores(ties, weights);
    for (int i = 0; i < scores.length; i++) {
      scores[i] = normalised[i] ? scores[i] : filters[i];
    }
    return scores;
  }
}

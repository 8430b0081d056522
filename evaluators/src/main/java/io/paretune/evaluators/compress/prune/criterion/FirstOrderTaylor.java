package io.paretune.evaluators.compress.prune.criterion;

import io.paretune.evaluators.compress.prune.channel.ChannelDependencies;
import io.paretune.evaluators.compress.prune.channel.Importance;
import io.paretune.evaluators.data.TrainSplit;
import io.paretune.evaluators.network.Node;
import io.paretune.evaluators.network.Tensor;
import io.paretune.evaluators.network.TensorSpec.Role;
import io.paretune.evaluators.network.Weights;
import io.paretune.evaluators.train.Gradients;
import io.paretune.evaluators.train.forward.StepGate;
import io.paretune.hardware.profile.Device;
import io.paretune.hardware.runtime.torch.TorchEngine;

/**
 * How much the loss would change without the channel, to first order: the square of the gradient
 * with respect to a gate on the channel, the mean over batches (Molchanov et al. 2019, "Importance
 * Estimation for Neural Network Pruning", doi:10.1109/CVPR.2019.01152).
 *
 * <p>The gate stands where the channel is read, in all layers that read it at once, since that is
 * what removing it does: its gradient is the sum of {@code gradient * weight} over all columns that
 * read the channel. The paper puts it behind the normalisation of the layer that makes the channel,
 * which is the same where one layer reads it through a rectifier; here it holds as well for sums,
 * concatenations, depthwise convolutions and flattened channels.
 */
final class FirstOrderTaylor implements Importance {

  private static final int BATCH = 16;

  private final TrainSplit images;
  private final int count;
  private final Device device;
  private final StepGate gate;

  /**
   * @param count how many images to look at, at least 1
   * @param device where gradients are taken
   */
  FirstOrderTaylor(TrainSplit images, int count, Device device, StepGate gate) {
    this.images = images;
    this.count = count;
    this.device = device;
    this.gate = gate;
  }

  @Override
  public double[] scores(ChannelDependencies ties, Weights weights) {
    double[] scores = new double[ties.size()];
    int[] batches = {0};
    Gradients.forEachBatch(
        TorchEngine.device(device),
        ties.network(),
        weights,
        images,
        count,
        BATCH,
        gate,
        gradients -> {
          double[] gates = gates(ties, weights, gradients);
          for (int i = 0; i < scores.length; i++) {
            scores[i] += gates[i] * gates[i];
          }
          batches[0]++;
        });
    for (int i = 0; i < scores.length; i++) {
      scores[i] /= batches[0];
    }
    return scores;
  }

  /** The derivative of the loss by a factor on each class of channels. */
  static double[] gates(ChannelDependencies ties, Weights weights, Weights gradients) {
    double[] gates = new double[ties.size()];
    for (Node node : ties.network().nodes()) {
      if (node.layer().dense()) {
        int[] classes = ties.classesOf(node.inputs().get(0));
        Tensor weight = weights.get(Role.WEIGHT.of(node.name()));
        Tensor gradient = gradients.get(Role.WEIGHT.of(node.name()));
        int perOutput = weight.size() / weight.axis(0);
        int perColumn = perOutput / classes.length;
        for (int i = 0; i < weight.size(); i++) {
          gates[classes[i % perOutput / perColumn]] += (double) weight.at(i) * gradient.at(i);
        }
      }
    }
    return gates;
  }
}

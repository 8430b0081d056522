package io.paretune.evaluators.proxy;

import ai.djl.ndarray.NDArray;
import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.Node;
import io.paretune.evaluators.network.Shape;

/**
 * How many layers use all of their width: the participation ratio of the covariance of a layer's
 * channels, {@code (sum of eigenvalues)^2 / sum of squared eigenvalues}, over the largest that it
 * could be; summed over all convolutions and linear layers but the output. It is the geometric
 * capacity of InTrain (Zhou et al. 2026, arXiv:2606.18676).
 *
 * <p>Departures: what layers put out, before normalisation and non-linearity, so that every network
 * has it; shares of the width, so that wide layers do not outvote the others; without the paper's
 * gradient health, and so without a backward pass.
 */
final class Participation implements Proxy {

  @Override
  public String name() {
    return "participation";
  }

  @Override
  public double of(InitialPass pass) {
    Network network = pass.network();
    double sum = 0;
    for (Node node : network.nodes()) {
      if (node.layer().weighted() && !node.equals(network.output())) {
        NDArray value = pass.value(node.name());
        boolean tokens = network.shapeOf(node.name()) instanceof Shape.Sequence;
        sum += share(tokens ? value.transpose(0, 2, 1) : value);
      }
    }
    return sum;
  }

  /**
   * The participation ratio of channels as a share of the largest one.
   *
   * @param value {@code float[batch][channels][...]}
   * @return 0 for channels that do not vary, 1 for those that are uncorrelated and vary alike
   */
  static double share(NDArray value) {
    long channels = value.getShape().get(1);
    NDArray rows = value.reshape(value.getShape().get(0), channels, -1).transpose(1, 0, 2);
    NDArray flat = rows.reshape(channels, -1);
    long samples = flat.getShape().get(1);
    NDArray centred = flat.sub(flat.mean(new int[] {1}, true));
    NDArray covariance = centred.matMul(centred.transpose());
    double trace = centred.mul(centred).sum().getFloat();
    double squares = covariance.mul(covariance).sum().getFloat();
    return squares > 0 ? trace * trace / squares / Math.min(channels, samples - 1) : 0;
  }
}

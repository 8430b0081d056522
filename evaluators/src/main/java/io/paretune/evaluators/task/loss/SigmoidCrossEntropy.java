package io.paretune.evaluators.task.loss;

import ai.djl.ndarray.NDArray;

/**
 * Cross-entropy of a Bernoulli distribution for each output, the mean over the outputs: {@code -(q
 * log s(z) + (1 - q) log s(-z))}, s being the logistic function; computed as {@code max(z, 0) - q z
 * + log(1 + exp(-|z|))}, which overflows nowhere.
 */
public final class SigmoidCrossEntropy implements Loss {

  @Override
  public NDArray of(NDArray outputs, NDArray targets, double weight) {
    NDArray tail = outputs.abs().neg().exp().add(1).log();
    NDArray each = Scalars.atLeast(outputs, 0).sub(outputs.mul(targets)).add(tail);
    return Scalars.times(each.sum(), weight / outputs.size());
  }

  @Override
  public double soften(float[] values, int offset, int outputs, double temperature) {
    double negativeEntropy = 0;
    for (int o = offset; o < offset + outputs; o++) {
      double logit = values[o] / temperature;
      double log = -Math.log1p(Math.exp(-Math.abs(logit)));
      double likelier = Math.exp(log);
      negativeEntropy += likelier * log + (1 - likelier) * (log - Math.abs(logit));
      values[o] = (float) (logit >= 0 ? likelier : 1 - likelier);
    }
    return negativeEntropy / outputs;
  }

  @Override
  public double temperature(double asked) {
    return asked;
  }
}

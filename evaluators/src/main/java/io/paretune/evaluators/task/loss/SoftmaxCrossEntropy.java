package io.paretune.evaluators.task.loss;

import ai.djl.ndarray.NDArray;

/** Cross-entropy of one distribution over several classes: {@code -sum q log softmax(z)}. */
public final class SoftmaxCrossEntropy implements Loss {

  @Override
  public NDArray of(NDArray outputs, NDArray targets, double weight) {
    double factor = -weight / outputs.getShape().get(0);
    return Scalars.times(outputs.logSoftmax(1).mul(targets).sum(), factor);
  }

  @Override
  public double soften(float[] values, int offset, int outputs, double temperature) {
    double highest = Double.NEGATIVE_INFINITY;
    for (int c = 0; c < outputs; c++) {
      highest = Math.max(highest, values[offset + c] / temperature);
    }
    double sum = 0;
    for (int c = 0; c < outputs; c++) {
      sum += Math.exp(values[offset + c] / temperature - highest);
    }
    double negativeEntropy = 0;
    for (int c = 0; c < outputs; c++) {
      double logProbability = values[offset + c] / temperature - highest - Math.log(sum);
      values[offset + c] = (float) Math.exp(logProbability);
      negativeEntropy += Math.exp(logProbability) * logProbability;
    }
    return negativeEntropy;
  }

  @Override
  public double temperature(double asked) {
    return asked;
  }
}

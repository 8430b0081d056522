package io.paretune.evaluators.train.distillation;

import ai.djl.ndarray.NDArray;
import io.paretune.evaluators.train.forward.Scalars;

/**
 * {@code (1 - alpha) CE(q, z) + alpha T^2 KL(softmax(t / T) || softmax(z / T))}, the mean over a
 * batch, for logits z, teacher logits t and labels q smoothed to {@code (1 - s) onehot + s /
 * classes} (Hinton, Vinyals, Dean 2015, arXiv:1503.02531; Szegedy et al. 2016,
 * doi:10.1109/CVPR.2016.308). The factor T^2 keeps the two gradients' sizes comparable.
 *
 * <p>Targets are computed in Java, where they need no gradient.
 */
public final class DistillationLoss {
  private final double smoothing;
  private final double temperature;
  private final double alpha;

  /**
   * @param alpha weight of the teacher; 0 without one
   */
  public DistillationLoss(double smoothing, double temperature, double alpha) {
    this.smoothing = smoothing;
    this.temperature = temperature;
    this.alpha = alpha;
  }

  /** Whether the teacher's answers are needed. */
  public boolean needsTeacher() {
    return alpha > 0;
  }

  /** Writes the smoothed label, {@code float[classes]}, to {@code into[offset ...]}. */
  public void labelTarget(int label, int classes, float[] into, int offset) {
    for (int c = 0; c < classes; c++) {
      into[offset + c] = (float) (smoothing / classes + (c == label ? 1 - smoothing : 0));
    }
  }

  /**
   * Makes the target at {@code values[offset ...]} that of a mixture: a share of itself, and the
   * rest of another label's.
   */
  public void mixInto(int label, double share, int classes, float[] values, int offset) {
    float[] other = new float[classes];
    labelTarget(label, classes, other, 0);
    for (int c = 0; c < classes; c++) {
      values[offset + c] = (float) (share * values[offset + c] + (1 - share) * other[c]);
    }
  }

  /**
   * Turns teacher logits at {@code values[offset ...]} into probabilities at the temperature, in
   * place.
   *
   * @return their negative entropy, {@code sum p log p}
   */
  public double soften(float[] values, int offset, int classes) {
    double highest = Double.NEGATIVE_INFINITY;
    for (int c = 0; c < classes; c++) {
      highest = Math.max(highest, values[offset + c] / temperature);
    }
    double sum = 0;
    for (int c = 0; c < classes; c++) {
      sum += Math.exp(values[offset + c] / temperature - highest);
    }
    double negativeEntropy = 0;
    for (int c = 0; c < classes; c++) {
      double logProbability = values[offset + c] / temperature - highest - Math.log(sum);
      values[offset + c] = (float) Math.exp(logProbability);
      negativeEntropy += Math.exp(logProbability) * logProbability;
    }
    return negativeEntropy;
  }

  /** The loss without a teacher: {@code (1 - alpha) CE}, a scalar in the logits' manager. */
  public NDArray ofLabels(NDArray logits, NDArray labelTargets) {
    return crossEntropy(logits, labelTargets, 1 - alpha);
  }

  /**
   * The loss with a teacher, up to the constant {@link #constant}, which has no gradient.
   *
   * @param logits {@code float[batch][classes]}
   * @param labelTargets {@code float[batch][classes]}
   * @param teacherTargets {@code float[batch][classes]}, softened
   */
  public NDArray ofLabelsAndTeacher(NDArray logits, NDArray labelTargets, NDArray teacherTargets) {
    NDArray soft =
        crossEntropy(
            Scalars.over(logits, temperature), teacherTargets, alpha * temperature * temperature);
    return alpha == 1 ? soft : ofLabels(logits, labelTargets).add(soft);
  }

  /** The part of the divergence that does not depend on the logits. */
  public double constant(double meanNegativeEntropy) {
    return alpha * temperature * temperature * meanNegativeEntropy;
  }

  private static NDArray crossEntropy(NDArray logits, NDArray targets, double weight) {
    double factor = -weight / logits.getShape().get(0);
    return Scalars.times(logits.logSoftmax(1).mul(targets).sum(), factor);
  }
}

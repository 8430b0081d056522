package io.paretune.evaluators.train.distillation;

import ai.djl.ndarray.NDArray;
import io.paretune.evaluators.task.loss.Loss;
import io.paretune.evaluators.task.loss.Scalars;

/**
 * {@code (1 - alpha) L(q, z) + alpha T^2 (L(soft(t), z / T) - L(soft(t), t / T))}, the mean over a
 * batch, for outputs z, a teacher's outputs t and targets q; with the cross-entropy of classes for
 * L, the second part is the divergence of the student's softened answers from the teacher's
 * (Hinton, Vinyals, Dean 2015, arXiv:1503.02531). The factor T^2 keeps the two gradients' sizes
 * comparable.
 *
 * <p>Targets are computed in Java, where they need no gradient.
 */
public final class DistillationLoss {
  private final Loss loss;
  private final double temperature;
  private final double alpha;

  /**
   * @param alpha weight of the teacher; 0 without one
   */
  public DistillationLoss(Loss loss, double temperature, double alpha) {
    this.loss = loss;
    this.temperature = loss.temperature(temperature);
    this.alpha = alpha;
  }

  /** Whether the teacher's answers are needed. */
  public boolean needsTeacher() {
    return alpha > 0;
  }

  /**
   * Turns a teacher's outputs at {@code values[offset ...]} into targets, in place.
   *
   * @return what {@link #constant} takes the mean of
   */
  public double soften(float[] values, int offset, int outputs) {
    return loss.soften(values, offset, outputs, temperature);
  }

  /** The loss without a teacher: {@code (1 - alpha) L}, a scalar in the outputs' manager. */
  public NDArray ofTargets(NDArray outputs, NDArray targets) {
    return loss.of(outputs, targets, 1 - alpha);
  }

  /**
   * The loss with a teacher, up to the constant {@link #constant}, which has no gradient.
   *
   * @param outputs {@code float[batch][outputs]}
   * @param targets {@code float[batch][outputs]}
   * @param teacherTargets {@code float[batch][outputs]}, softened
   */
  public NDArray ofTargetsAndTeacher(NDArray outputs, NDArray targets, NDArray teacherTargets) {
    NDArray soft =
        loss.of(
            Scalars.over(outputs, temperature), teacherTargets, alpha * temperature * temperature);
    return alpha == 1 ? soft : ofTargets(outputs, targets).add(soft);
  }

  /** The part of the divergence that does not depend on the outputs. */
  public double constant(double meanNegativeEntropy) {
    return alpha * temperature * temperature * meanNegativeEntropy;
  }
}

package io.paretune.evaluators.train.distillation;

import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.Weights;

/**
 * A teacher whose features a student is drawn towards, beside what it answers. It sees each batch
 * of the student's training, which costs a forward pass; such values are too many to keep.
 *
 * @param network of the teacher
 * @param weights of the teacher
 * @param kind what is compared
 * @param beta weight of the comparison, over 0
 */
public record FeatureTeacher(Network network, Weights weights, FeatureLossKind kind, double beta) {

  /** Checks the weight. */
  public FeatureTeacher {
    if (!(beta > 0) || Double.isInfinite(beta)) {
      throw new IllegalArgumentException("beta must be over 0 and finite, got " + beta);
    }
  }
}

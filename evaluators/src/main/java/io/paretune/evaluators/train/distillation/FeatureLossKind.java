package io.paretune.evaluators.train.distillation;

import io.paretune.evaluators.network.Network;

/** What is compared of a student's and a teacher's features. */
public enum FeatureLossKind {
  /**
   * The values themselves: half the mean squared difference (Romero et al. 2015, "FitNets",
   * arXiv:1412.6550, equation 3, as a mean instead of a sum so that its size does not depend on the
   * layer's). Where the numbers of channels differ, the student's pass through a learned 1x1
   * convolution first.
   */
  FEATURE,
  /**
   * Where they are large: the squared distance of the maps {@code sum_c A_c^2}, each scaled to
   * length 1 (Zagoruyko and Komodakis 2017, "Paying more attention to attention", arXiv:1612.03928,
   * equation 2 with p = 2; the square, as their own code has it, since the length has no gradient
   * where maps are equal).
   */
  ATTENTION;

  /**
   * Checks that a student's features can be compared with a teacher's.
   *
   * @throws IllegalArgumentException if none can
   */
  public void requirePairs(Network student, Network teacher) {
    FeaturePairs.of(student, teacher, this);
  }
}

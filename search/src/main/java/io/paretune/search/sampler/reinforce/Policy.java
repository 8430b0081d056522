package io.paretune.search.sampler.reinforce;

import java.util.List;
import java.util.random.RandomGenerator;

/**
 * A softmax over the actions of each parameter, independent of each other: {@code pi(a) = prod_i
 * softmax(theta_i)[a_i]}, over the parameters that are present.
 */
final class Policy {

  /** An action is never less than exp(-12) times as probable as the likeliest. */
  private static final double LOWEST = -12;

  private final List<AxisCells> axes;
  private final double[][] logits;
  private final double[][] shares;

  /** The uniform policy. */
  Policy(List<AxisCells> axes) {
    this.axes = axes;
    this.logits = new double[axes.size()][];
    this.shares = new double[axes.size()][];
    for (int i = 0; i < logits.length; i++) {
      logits[i] = new double[axes.get(i).count()];
      shares[i] = softmax(logits[i]);
    }
  }

  /** The probability of one action of an axis. */
  double share(int axis, int action) {
    return shares[axis][action];
  }

  /**
   * Draws a point of the unit cube.
   *
   * @param evenness share of the actions that are drawn evenly instead, in [0, 1]
   */
  double[] draw(RandomGenerator random, double evenness) {
    double[] unit = new double[logits.length];
    for (int axis = 0; axis < unit.length; axis++) {
      int action =
          random.nextDouble() < evenness
              ? random.nextInt(shares[axis].length)
              : drawn(shares[axis], random.nextDouble());
      unit[axis] = axes.get(axis).position(action, random.nextDouble());
    }
    return unit;
  }

  private static int drawn(double[] shares, double left) {
    int action = 0;
    double rest = left;
    while (action < shares.length - 1 && rest >= shares[action]) {
      rest -= shares[action++];
    }
    return action;
  }

  /**
   * The logarithm of a point's probability.
   *
   * @param unit {@code double[dimension]}, NaN on the axes of absent parameters
   */
  double logProbability(double[] unit) {
    double sum = 0;
    for (int axis = 0; axis < unit.length; axis++) {
      if (!Double.isNaN(unit[axis])) {
        sum += Math.log(shares[axis][axes.get(axis).at(unit[axis])]);
      }
    }
    return sum;
  }

  /**
   * One ascent along {@code advantage * grad log pi(unit) + entropy * grad H(pi)} (Williams 1992,
   * equation 4, for a softmax; Williams and Peng 1991, doi:10.1080/09540099108946587, for the
   * entropy); absent parameters stay.
   *
   * @param unit {@code double[dimension]}, NaN on the axes of absent parameters
   * @param advantage rate times importance times reward above the baseline
   * @param entropy rate times weight of the entropy
   */
  void reinforce(double[] unit, double advantage, double entropy) {
    for (int axis = 0; axis < unit.length; axis++) {
      if (!Double.isNaN(unit[axis])) {
        int taken = axes.get(axis).at(unit[axis]);
        double evenness = entropyOf(shares[axis]);
        for (int action = 0; action < shares[axis].length; action++) {
          double share = shares[axis][action];
          logits[axis][action] += advantage * ((action == taken ? 1 : 0) - share);
          logits[axis][action] -= entropy * share * (Math.log(share) + evenness);
        }
        shares[axis] = softmax(logits[axis]);
      }
    }
  }

  private static double entropyOf(double[] shares) {
    double sum = 0;
    for (double share : shares) {
      sum -= share * Math.log(share);
    }
    return sum;
  }

  /** Also keeps the logits within reach: no probability underflows to nothing. */
  private static double[] softmax(double[] logits) {
    double most = Double.NEGATIVE_INFINITY;
    for (double logit : logits) {
      most = Math.max(most, logit);
    }
    double sum = 0;
    double[] shares = new double[logits.length];
    for (int i = 0; i < logits.length; i++) {
      logits[i] = Math.max(logits[i] - most, LOWEST);
      shares[i] = Math.exp(logits[i]);
      sum += shares[i];
    }
    for (int i = 0; i < shares.length; i++) {
      shares[i] /= sum;
    }
    return shares;
  }
}

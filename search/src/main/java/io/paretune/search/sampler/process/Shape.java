package io.paretune.search.sampler.process;

import java.util.Arrays;

/**
 * What a fit decides: a length-scale for each group of columns, and how large the noise is relative
 * to the signal. Immutable.
 */
public final class Shape {

  private final double[] parameters;

  /**
   * A shape of logarithms.
   *
   * @param parameters {@code double[groups + 1]}: logarithms of the length-scales, then of the
   *     noise's variance over the signal's
   */
  public Shape(double[] parameters) {
    this.parameters = parameters.clone();
  }

  /** A shape of equal length-scales. */
  public static Shape of(int groups, double lengthScale, double noise) {
    double[] parameters = new double[groups + 1];
    Arrays.fill(parameters, Math.log(lengthScale));
    parameters[groups] = Math.log(noise);
    return new Shape(parameters);
  }

  /** A length-scale, in units of the cube's edge. */
  public double lengthScale(int group) {
    return Math.exp(parameters[group]);
  }

  /** The noise's variance as a fraction of the signal's. */
  public double noise() {
    return Math.exp(parameters[parameters.length - 1]);
  }

  public double[] parameters() {
    return parameters.clone();
  }

  /** Inverse squared length-scales. */
  public double[] weights() {
    return weights(parameters);
  }

  public static double[] weights(double[] parameters) {
    double[] weights = new double[parameters.length - 1];
    for (int g = 0; g < weights.length; g++) {
      weights[g] = Math.exp(-2 * parameters[g]);
    }
    return weights;
  }

  @Override
  public String toString() {
    return Arrays.toString(Arrays.stream(parameters).map(Math::exp).toArray());
  }
}

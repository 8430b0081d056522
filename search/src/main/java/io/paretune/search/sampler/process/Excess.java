package io.paretune.search.sampler.process;

import java.util.Arrays;

/**
 * By how much constraints are broken, as a process can explain it: in logarithms of the typical
 * excess on both sides of 0, which stays where it is (the bilog transform of Eriksson, Poloczek
 * 2021, arXiv:2002.08526).
 *
 * @param scale the typical size of an excess, above 0
 */
public record Excess(double scale) {

  /** Beyond it, even the logarithm does not grow: an infinite excess is a number too. */
  private static final double MOST = 1e4;

  /** The scale of some excesses. */
  public static Excess of(double[] values) {
    double[] sizes =
        Arrays.stream(values).map(Math::abs).filter(v -> v > 0 && v < 1e300).sorted().toArray();
    return new Excess(sizes.length == 0 ? 1 : sizes[sizes.length / 2]);
  }

  /** The transformed values. */
  public double[] apply(double[] values) {
    return Arrays.stream(values)
        .map(v -> Math.signum(v) * Math.log1p(Math.min(MOST, Math.abs(v) / scale)))
        .toArray();
  }
}

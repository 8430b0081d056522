package io.paretune.search.problem;

import java.util.Collections;
import java.util.List;

/** DTLZ (Deb, Thiele, Laumanns, Zitzler 2005, doi:10.1007/1-84628-137-7_6), three objectives. */
final class Dtlz {

  /** The unit cube up to 1.1 without the ball's octant. */
  private static final double SPHERE = 1.331 - Math.PI / 6;

  private Dtlz() {}

  /** The front is the plane on which the objectives add up to 1/2. */
  static Problem dtlz1() {
    return Problems.several(
        "dtlz1",
        7,
        3,
        // scaled by 1/2: the cube up to 1.1 without the simplex
        KnownOptimum.scaled(
            Collections.nCopies(3, 0.0), Collections.nCopies(3, 0.5), 1.331 - 1.0 / 6),
        x -> {
          double g = 0.5 * (1 + rippled(x));
          return new double[] {g * x[0] * x[1], g * x[0] * (1 - x[1]), g * (1 - x[0])};
        });
  }

  static Problem dtlz2() {
    return Problems.several(
        "dtlz2", 12, 3, KnownOptimum.unscaled(3, SPHERE), x -> sphere(1 + squares(x), x[0], x[1]));
  }

  static Problem dtlz3() {
    return Problems.several(
        "dtlz3", 12, 3, KnownOptimum.unscaled(3, SPHERE), x -> sphere(1 + rippled(x), x[0], x[1]));
  }

  static Problem dtlz4() {
    return Problems.several(
        "dtlz4",
        12,
        3,
        KnownOptimum.unscaled(3, SPHERE),
        x -> sphere(1 + squares(x), Math.pow(x[0], 100), Math.pow(x[1], 100)));
  }

  /** The front is four separate pieces. */
  static Problem dtlz7() {
    return Problems.several(
        "dtlz7",
        22,
        3,
        KnownOptimum.scaled(
            List.of(0.0, 0.0, 2.614008731), List.of(0.85940085, 0.85940085, 6.0), 0.602061905),
        x -> {
          double sum = 0;
          for (int i = 2; i < x.length; i++) {
            sum += x[i];
          }
          double g = 1 + 9 * sum / (x.length - 2);
          double h = 3 - wave(x[0], g) - wave(x[1], g);
          return new double[] {x[0], x[1], (1 + g) * h};
        });
  }

  private static double wave(double f, double g) {
    return f / (1 + g) * (1 + Math.sin(3 * Math.PI * f));
  }

  private static double[] sphere(double radius, double one, double two) {
    double a = one * Math.PI / 2;
    double b = two * Math.PI / 2;
    return new double[] {
      radius * Math.cos(a) * Math.cos(b), radius * Math.cos(a) * Math.sin(b), radius * Math.sin(a)
    };
  }

  private static double squares(double[] x) {
    double sum = 0;
    for (int i = 2; i < x.length; i++) {
      sum += (x[i] - 0.5) * (x[i] - 0.5);
    }
    return sum;
  }

  private static double rippled(double[] x) {
    double sum = x.length - 2;
    for (int i = 2; i < x.length; i++) {
      double away = x[i] - 0.5;
      sum += away * away - Math.cos(20 * Math.PI * away);
    }
    return 100 * sum;
  }
}

package io.paretune.search.problem;

import java.util.Arrays;

/** ZDT (Zitzler, Deb, Thiele 2000, doi:10.1162/106365600568202), variables scaled to [0, 1]. */
final class Zdt {

  private Zdt() {}

  static Problem zdt1() {
    return linear("zdt1", 0.1 + 2.0 / 3 + 0.11, (f, g) -> 1 - Math.sqrt(f / g));
  }

  static Problem zdt2() {
    return linear("zdt2", 0.1 + 1.0 / 3 + 0.11, (f, g) -> 1 - f / g * (f / g));
  }

  static Problem zdt3() {
    return linear(
        "zdt3", 1.331762909, (f, g) -> 1 - Math.sqrt(f / g) - f / g * Math.sin(10 * Math.PI * f));
  }

  static Problem zdt4() {
    return Problems.several(
        "zdt4",
        10,
        2,
        KnownOptimum.unscaled(2, 0.1 + 2.0 / 3 + 0.11),
        x -> {
          double g = 1 + 10 * (x.length - 1);
          for (int i = 1; i < x.length; i++) {
            double y = 10 * x[i] - 5;
            g += y * y - 10 * Math.cos(4 * Math.PI * y);
          }
          return new double[] {x[0], g * (1 - Math.sqrt(x[0] / g))};
        });
  }

  static Problem zdt6() {
    return Problems.several(
        "zdt6",
        10,
        2,
        KnownOptimum.unscaled(2, 0.507877515),
        x -> {
          double f = 1 - Math.exp(-4 * x[0]) * Math.pow(Math.sin(6 * Math.PI * x[0]), 6);
          double g = 1 + 9 * Math.pow(rest(x) / (x.length - 1), 0.25);
          return new double[] {f, g * (1 - f / g * (f / g))};
        });
  }

  private interface Shape {
    double of(double f, double g);
  }

  private static Problem linear(String name, double truth, Shape shape) {
    return Problems.several(
        name,
        30,
        2,
        KnownOptimum.unscaled(2, truth),
        x -> {
          double g = 1 + 9 * rest(x) / (x.length - 1);
          return new double[] {x[0], g * shape.of(x[0], g)};
        });
  }

  private static double rest(double[] x) {
    return Arrays.stream(x).skip(1).sum();
  }
}

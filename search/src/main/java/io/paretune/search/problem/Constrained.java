package io.paretune.search.problem;

import io.paretune.search.space.SearchSpace;
import io.paretune.search.trial.Constraint;
import java.util.List;

/**
 * Problems with hard constraints, as Deb collects them (Multi-Objective Optimization using
 * Evolutionary Algorithms, 2001, section 8.3), and the pressure vessel. The fronts' hypervolumes
 * come from dense samples of the curves that the fronts are known to lie on.
 */
final class Constrained {

  private Constrained() {}

  /** Binh, Korn 1997: two circles bound a quadratic trade-off. */
  static Problem bnh() {
    SearchSpace space = SearchSpace.builder().real("x0", 0, 5).real("x1", 0, 3).build();
    return Problems.constrained(
        "bnh",
        space,
        2,
        List.of(Constraint.atMost("g0", 25), Constraint.atLeast("g1", 7.7)),
        KnownOptimum.scaled(List.of(0.0, 4.0), List.of(136.0, 50.0), 1.025430),
        x -> {
          double[] f = new double[4];
          f[0] = 4 * x[0] * x[0] + 4 * x[1] * x[1];
          f[1] = square(x[0] - 5) + square(x[1] - 5);
          f[2] = square(x[0] - 5) + square(x[1]);
          f[3] = square(x[0] - 8) + square(x[1] + 3);
          return f;
        });
  }

  /** Srinivas, Deb 1994, doi:10.1162/evco.1994.2.3.221: most of the front is x0 = -2.5. */
  static Problem srn() {
    return Problems.constrained(
        "srn",
        Problems.box(2, -20, 20),
        2,
        List.of(Constraint.atMost("g0", 225), Constraint.atMost("g1", -10)),
        KnownOptimum.scaled(List.of(10.1, -217.739021), List.of(222.968947, 2.61), 0.750757),
        x -> {
          double[] f = new double[4];
          f[0] = 2 + square(x[0] - 2) + square(x[1] - 1);
          f[1] = 9 * x[0] - square(x[1] - 1);
          f[2] = x[0] * x[0] + x[1] * x[1];
          f[3] = x[0] - 3 * x[1];
          return f;
        });
  }

  /** Tanaka, Watanabe, Furukawa, Tanino 1995, doi:10.1109/ICSMC.1995.537993: a wavy, torn front. */
  static Problem tnk() {
    return Problems.constrained(
        "tnk",
        Problems.box(2, 0, Math.PI),
        2,
        List.of(Constraint.atLeast("g0", 1), Constraint.atMost("g1", 0.5)),
        KnownOptimum.scaled(List.of(0.0416643, 0.0416643), List.of(1.0384498, 1.0384498), 0.518884),
        x ->
            new double[] {
              x[0],
              x[1],
              x[0] * x[0] + x[1] * x[1] - 0.1 * Math.cos(16 * Math.atan2(x[0], x[1])),
              square(x[0] - 0.5) + square(x[1] - 0.5)
            });
  }

  /** Osyczka, Kundu 1995, doi:10.1007/BF01743536: every piece of the front on other constraints. */
  static Problem osy() {
    SearchSpace space =
        SearchSpace.builder()
            .real("x0", 0, 10)
            .real("x1", 0, 10)
            .real("x2", 1, 5)
            .real("x3", 0, 6)
            .real("x4", 1, 5)
            .real("x5", 0, 10)
            .build();
    return Problems.constrained(
        "osy",
        space,
        2,
        List.of(
            Constraint.atLeast("g0", 2),
            Constraint.atMost("g1", 6),
            Constraint.atMost("g2", 2),
            Constraint.atMost("g3", 2),
            Constraint.atMost("g4", 4),
            Constraint.atLeast("g5", 4)),
        KnownOptimum.scaled(List.of(-274.0, 4.0), List.of(-42.0, 76.0), 0.96882),
        x -> {
          double[] f = new double[8];
          f[0] =
              -25 * square(x[0] - 2)
                  - square(x[1] - 2)
                  - square(x[2] - 1)
                  - square(x[3] - 4)
                  - square(x[4] - 1);
          for (double value : x) {
            f[1] += value * value;
          }
          f[2] = x[0] + x[1];
          f[3] = x[0] + x[1];
          f[4] = x[1] - x[0];
          f[5] = x[0] - 3 * x[1];
          f[6] = square(x[2] - 3) + x[3];
          f[7] = square(x[4] - 3) + x[5];
          return f;
        });
  }

  /**
   * Sandgren 1990, doi:10.1115/1.2912596: what a pressure vessel costs; two thicknesses in
   * sixteenths of an inch (whole), radius and length (real). The optimum is Gandomi, Yang, Alavi
   * 2013's, doi:10.1007/s00366-011-0241-y, with both thicknesses 13 and 7.
   */
  static Problem pressureVessel() {
    SearchSpace space =
        SearchSpace.builder()
            .whole("x0", 1, 99)
            .whole("x1", 1, 99)
            .real("x2", 10, 200)
            .real("x3", 10, 200)
            .build();
    return Problems.constrained(
        "pressure-vessel",
        space,
        1,
        List.of(
            Constraint.atMost("g0", 0),
            Constraint.atMost("g1", 0),
            Constraint.atLeast("g2", 1_296_000)),
        KnownOptimum.minimum(6059.714335),
        x -> {
          double shell = x[0] / 16;
          double head = x[1] / 16;
          double radius = x[2];
          double length = x[3];
          double cost =
              0.6224 * shell * radius * length
                  + 1.7781 * head * radius * radius
                  + 3.1661 * shell * shell * length
                  + 19.84 * shell * shell * radius;
          double volume = Math.PI * radius * radius * (length + 4.0 / 3 * radius);
          return new double[] {cost, 0.0193 * radius - shell, 0.00954 * radius - head, volume};
        });
  }

  private static double square(double value) {
    return value * value;
  }
}

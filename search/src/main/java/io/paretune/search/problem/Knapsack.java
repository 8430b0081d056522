package io.paretune.search.problem;

import io.paretune.search.space.SearchSpace;
import io.paretune.search.space.SpaceBuilder;
import io.paretune.search.trial.Constraint;
import java.util.List;

/**
 * The 0/1 knapsack of two profits and two capacities (Zitzler, Thiele 1999,
 * doi:10.1109/4235.797969), with 20 things of its own: profits that are at odds, weights by
 * quadratic remainders, capacities of half of all weight. What is minimised is the profit left
 * behind. Fully discrete: 2^20 points, all of which were tried to find the front of 35.
 */
final class Knapsack {

  private static final int THINGS = 20;

  private Knapsack() {}

  static Problem knapsack() {
    SpaceBuilder space = SearchSpace.builder();
    for (int i = 0; i < THINGS; i++) {
      space.choice("x" + i, false, true);
    }
    return new Problem(
        "knapsack",
        space.build(),
        2,
        List.of(Constraint.atMost("g0", 541), Constraint.atMost("g1", 500)),
        point -> {
          double[] values = new double[4];
          for (int i = 0; i < THINGS; i++) {
            if (point.flag("x" + i)) {
              values[2] += remainder(47 * i * i + 13 * i + 22);
              values[3] += remainder(67 * i * i + 37 * i + 59);
            } else {
              values[0] += profit(i);
              values[1] += 110 - profit(i) + 17 * i % 21;
            }
          }
          return values;
        },
        KnownOptimum.scaled(List.of(351.0, 356.0), List.of(737.0, 740.0), 0.866897668));
  }

  private static int profit(int thing) {
    return remainder(53 * thing * thing + 29 * thing + 7);
  }

  private static int remainder(int number) {
    return 10 + number % 91;
  }
}

package io.paretune.search.pareto;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Random points for tests. */
final class Points {

  private Points() {}

  /** Uniform in the unit cube. */
  static List<double[]> uniform(Random random, int count, int dimension) {
    List<double[]> points = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      points.add(random.doubles(dimension).toArray());
    }
    return points;
  }

  /** On a coarse grid, some infeasible: ties and duplicates abound. */
  static List<Costs> coarse(Random random, int count, int dimension) {
    List<Costs> points = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      double[] costs = random.ints(dimension, 0, 5).asDoubleStream().toArray();
      points.add(Costs.of(costs, Math.max(0, random.nextInt(6) - 3)));
    }
    return points;
  }
}

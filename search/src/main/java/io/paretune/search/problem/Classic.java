package io.paretune.search.problem;

import io.paretune.search.space.SearchSpace;

/** Functions of one objective (Surjanovic, Bingham: Virtual Library of Simulation Experiments). */
final class Classic {

  private static final double[] HARTMANN_ALPHA = {1.0, 1.2, 3.0, 3.2};

  private static final double[][] HARTMANN_A = {
    {10, 3, 17, 3.5, 1.7, 8},
    {0.05, 10, 17, 0.1, 8, 14},
    {3, 3.5, 1.7, 10, 17, 8},
    {17, 8, 0.05, 10, 0.1, 14}
  };

  private static final double[][] HARTMANN_P = {
    {0.1312, 0.1696, 0.5569, 0.0124, 0.8283, 0.5886},
    {0.2329, 0.4135, 0.8307, 0.3736, 0.1004, 0.9991},
    {0.2348, 0.1451, 0.3522, 0.2883, 0.3047, 0.6650},
    {0.4047, 0.8828, 0.8732, 0.5743, 0.1091, 0.0381}
  };

  private Classic() {}

  static Problem branin() {
    SearchSpace space = SearchSpace.builder().real("x0", -5, 10).real("x1", 0, 15).build();
    return Problems.single(
        "branin",
        space,
        0.39788735772973816,
        x -> {
          double b = 5.1 / (4 * Math.PI * Math.PI);
          double bend = x[1] - b * x[0] * x[0] + 5 / Math.PI * x[0] - 6;
          return bend * bend + 10 * (1 - 1 / (8 * Math.PI)) * Math.cos(x[0]) + 10;
        });
  }

  static Problem hartmann6() {
    return Problems.single(
        "hartmann6",
        Problems.box(6, 0, 1),
        -3.322368011415515,
        x -> {
          double sum = 0;
          for (int i = 0; i < HARTMANN_ALPHA.length; i++) {
            double inner = 0;
            for (int j = 0; j < x.length; j++) {
              double away = x[j] - HARTMANN_P[i][j];
              inner += HARTMANN_A[i][j] * away * away;
            }
            sum += HARTMANN_ALPHA[i] * Math.exp(-inner);
          }
          return -sum;
        });
  }

  static Problem rosenbrock(int n) {
    return Problems.single(
        "rosenbrock-" + n,
        Problems.box(n, -5, 10),
        0,
        x -> {
          double sum = 0;
          for (int i = 0; i + 1 < x.length; i++) {
            double valley = x[i + 1] - x[i] * x[i];
            sum += 100 * valley * valley + (1 - x[i]) * (1 - x[i]);
          }
          return sum;
        });
  }

  static Problem ackley(int n) {
    return Problems.single(
        "ackley-" + n,
        Problems.box(n, -32.768, 32.768),
        0,
        x -> {
          double squares = 0;
          double waves = 0;
          for (double value : x) {
            squares += value * value;
            waves += Math.cos(2 * Math.PI * value);
          }
          return -20 * Math.exp(-0.2 * Math.sqrt(squares / x.length))
              - Math.exp(waves / x.length)
              + 20
              + Math.E;
        });
  }

  static Problem rastrigin(int n) {
    return Problems.single(
        "rastrigin-" + n,
        Problems.box(n, -5.12, 5.12),
        0,
        x -> {
          double sum = 10 * x.length;
          for (double value : x) {
            sum += value * value - 10 * Math.cos(2 * Math.PI * value);
          }
          return sum;
        });
  }

  static Problem sphere(int n) {
    return Problems.single(
        "sphere-" + n,
        Problems.box(n, -5, 5),
        0,
        x -> {
          double sum = 0;
          for (double value : x) {
            sum += value * value;
          }
          return sum;
        });
  }

  static Problem ellipsoid(int n) {
    return Problems.single(
        "ellipsoid-" + n,
        Problems.box(n, -5, 5),
        0,
        x -> {
          double sum = 0;
          for (int i = 0; i < x.length; i++) {
            double weight = x.length == 1 ? 1 : Math.pow(1e6, (double) i / (x.length - 1));
            sum += weight * x[i] * x[i];
          }
          return sum;
        });
  }
}

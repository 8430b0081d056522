package io.paretune.search.problem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import io.paretune.search.sampler.RandomSampler;
import io.paretune.search.space.Assignment;
import io.paretune.search.study.Budget;
import io.paretune.search.study.Study;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ProblemsTest {

  private static final Offset<Double> ROUNDING = within(1e-9);

  private static Assignment point(Problem problem, double... x) {
    Map<String, Object> values = new LinkedHashMap<>();
    for (int i = 0; i < x.length; i++) {
      values.put("x" + i, x[i]);
    }
    return problem.variables().assignment(values);
  }

  private static double[] at(String problem, double... x) {
    Problem named = Problems.named(problem);
    return named.at(point(named, x));
  }

  /** A point whose first coordinates are given and whose others are all the same. */
  private static double[] filled(int dimension, double rest, double... first) {
    double[] x = new double[dimension];
    Arrays.fill(x, rest);
    System.arraycopy(first, 0, x, 0, first.length);
    return x;
  }

  private static boolean feasible(Problem problem, double[] values) {
    double violation = 0;
    for (int i = 0; i < problem.constraints().size(); i++) {
      violation += problem.constraints().get(i).violation(values[problem.objectives() + i]);
    }
    return violation < 1e-9;
  }

  /** What some points dominate, those that are feasible. */
  private static double dominated(Problem problem, Stream<double[]> points) {
    return problem.hypervolume(
        points
            .map(x -> problem.at(point(problem, x)))
            .filter(values -> feasible(problem, values))
            .map(values -> Arrays.copyOf(values, problem.objectives()))
            .toList());
  }

  private static List<double[]> line(int steps, double low, double high, Curve curve) {
    List<double[]> points = new ArrayList<>();
    for (int i = 0; i <= steps; i++) {
      points.add(curve.at(low + (high - low) * i / steps));
    }
    return points;
  }

  private interface Curve {
    double[] at(double t);
  }

  @Test
  void handComputedValues() {
    // zdt1: g = 1 + 9 * 0.5 = 5.5; 5.5 * (1 - sqrt(0.25 / 5.5))
    assertThat(at("zdt1", filled(30, 0.5, 0.25)))
        .containsExactly(new double[] {0.25, 5.5 - Math.sqrt(0.25 * 5.5)}, ROUNDING);
    // dtlz1: every ripple at its peak, 0.5^2 + 1 for each of 5, g = 100 * (5 + 5 * (0.25 - 1))
    double g = 1 + 100 * (5 + 5 * (0.25 - 1));
    assertThat(at("dtlz1", filled(7, 0, 0.5, 0.5)))
        .containsExactly(new double[] {g / 8, g / 8, g / 4}, ROUNDING);
    assertThat(at("dtlz2", filled(12, 0.5, 0.5, 1)))
        .containsExactly(new double[] {0, Math.sqrt(0.5), Math.sqrt(0.5)}, ROUNDING);
    assertThat(at("dtlz3", filled(12, 0.5, 1, 1)))
        .containsExactly(new double[] {0, 0, 1}, ROUNDING);
    assertThat(at("dtlz4", filled(12, 0.5, 0.9, 0)))
        .containsExactly(
            new double[] {
              Math.cos(Math.pow(0.9, 100) * Math.PI / 2),
              0,
              Math.sin(Math.pow(0.9, 100) * Math.PI / 2)
            },
            ROUNDING);
    // dtlz7: at zero g = 1, h = 3, and at x0 = 1/2 it is 1/4 * (1 + sin(3 pi / 2)) = 0 less
    assertThat(at("dtlz7", filled(22, 0, 0, 0))).containsExactly(0, 0, 6);
    assertThat(at("dtlz7", filled(22, 1, 0.5, 0)))
        .containsExactly(new double[] {0.5, 0, 11 * 3}, ROUNDING);
    assertThat(at("bnh", 3, 3)).containsExactly(72, 8, 13, 61);
    assertThat(at("srn", -2.5, 2.5)).containsExactly(24.5, -24.75, 12.5, -10);
    assertThat(at("tnk", 1, 1)).containsExactly(new double[] {1, 1, 1.9, 0.5}, ROUNDING);
    assertThat(at("osy", 5, 1, 2, 0, 5, 0))
        .containsExactly(-25 * 9 - 1 - 1 - 16 - 16, 55, 6, 6, -4, 2, 1, 4);
  }

  @Test
  void thePressureVesselCostsWhatIsPublished() {
    Problem vessel = Problems.named("pressure-vessel");
    double[] best = at("pressure-vessel", 13, 7, 42.0984455958549, 176.636595842439);
    assertThat(best[0]).isCloseTo(6059.714335, within(1e-5));
    assertThat(best[1]).isCloseTo(0, within(1e-9));
    assertThat(best[3]).isCloseTo(1_296_000, within(1e-3));
    assertThat(vessel.minimum()).hasValue(6059.714335);
  }

  @ParameterizedTest
  @CsvSource({"branin", "hartmann6", "rosenbrock", "ackley-4", "rastrigin", "sphere", "ellipsoid"})
  void minimaAreReachedAtTheirPublishedPlaces(String name) {
    Map<String, double[]> places =
        Map.of(
            "branin",
            new double[] {Math.PI, 2.275},
            "hartmann6",
            new double[] {0.20169, 0.150011, 0.476874, 0.275332, 0.311652, 0.6573},
            "rosenbrock",
            filled(5, 1),
            "ackley-4",
            filled(4, 0),
            "rastrigin",
            filled(5, 0),
            "sphere",
            filled(10, 0),
            "ellipsoid",
            filled(10, 0));
    assertThat(at(name, places.getOrDefault(name, new double[0]))[0])
        .isCloseTo(Problems.named(name).minimum().orElseThrow(), within(1e-6));
  }

  static Stream<String> withAFront() {
    return Problems.names().stream().filter(name -> Problems.named(name).objectives() > 1);
  }

  static Stream<String> all() {
    return Problems.names().stream();
  }

  /** Points of the true front, dense enough for 1 % of the hypervolume. */
  private static List<double[]> front(String name) {
    List<double[]> points = new ArrayList<>();
    switch (name) {
      case "zdt1", "zdt2", "zdt3" -> points.addAll(line(2000, 0, 1, t -> filled(30, 0, t)));
      case "zdt4" -> points.addAll(line(2000, 0, 1, t -> filled(10, 0.5, t)));
      case "zdt6" -> points.addAll(line(20_000, 0, 1, t -> filled(10, 0, t)));
      case "dtlz1" -> points.addAll(square(150, 1, 1, 7, 0.5));
      case "dtlz2", "dtlz3" -> points.addAll(square(150, 1, 1, 12, 0.5));
      case "dtlz4" -> points.addAll(square(150, 0.01, 1, 12, 0.5));
      case "dtlz7" -> points.addAll(square(200, 1, 0.86, 22, 0));
      case "bnh" -> {
        points.addAll(line(2000, 0, 3, t -> new double[] {t, t}));
        points.addAll(line(2000, 3, 5, t -> new double[] {t, 3}));
      }
      case "srn" -> {
        points.addAll(line(2000, -15, 15, t -> new double[] {-2.5, t}));
        points.addAll(line(2000, -3, 5, t -> new double[] {3 * t - 10, t}));
        points.addAll(
            line(2000, 0, 2 * Math.PI, t -> new double[] {15 * Math.cos(t), 15 * Math.sin(t)}));
      }
      case "tnk" ->
          points.addAll(
              line(
                  20_000,
                  0,
                  Math.PI / 2,
                  t -> {
                    double r = Math.sqrt(1 + 0.1 * Math.cos(16 * t));
                    return new double[] {r * Math.sin(t), r * Math.cos(t)};
                  }));
      case "osy" -> {
        for (double third = 1; third <= 5; third += 0.05) {
          for (double fifth : new double[] {1, 5}) {
            double x2 = third;
            points.addAll(
                line(200, 0, 5, t -> new double[] {t, Math.max(0, 2 - t), x2, 0, fifth, 0}));
            points.addAll(line(200, 2, 5, t -> new double[] {t, (t - 2) / 3, x2, 0, fifth, 0}));
            points.addAll(line(200, 0, 2, t -> new double[] {0, 2 + t, x2, 0, fifth, 0}));
          }
        }
      }
      default -> throw new IllegalArgumentException(name);
    }
    return points;
  }

  /** A grid of the first two of some variables, raised to a power, the others all the same. */
  private static List<double[]> square(
      int steps, double power, double high, int dimension, double rest) {
    List<double[]> points = new ArrayList<>();
    for (int i = 0; i <= steps; i++) {
      for (int j = 0; j <= steps; j++) {
        points.add(
            filled(
                dimension,
                rest,
                Math.pow(high * i / steps, power),
                Math.pow(high * j / steps, power)));
      }
    }
    return points;
  }

  @ParameterizedTest
  @MethodSource("withAFront")
  void trueHypervolumesAreThoseOfDenseFronts(String name) {
    Problem problem = Problems.named(name);
    double truth = problem.trueHypervolume().orElseThrow();
    if (name.equals("knapsack")) {
      assertThat(problem.hypervolume(allKnapsacks(problem))).isCloseTo(truth, within(1e-9));
    } else {
      assertThat(dominated(problem, front(name).stream())).isBetween(truth * 0.99, truth + 1e-5);
    }
  }

  /** The feasible values of all 2^20 points, from what each thing alone weighs and brings. */
  private static List<double[]> allKnapsacks(Problem problem) {
    int n = problem.variables().dimension();
    double[] empty = problem.at(packed(problem, -1));
    double[][] change = new double[n][];
    for (int i = 0; i < n; i++) {
      double[] alone = problem.at(packed(problem, i));
      change[i] = new double[] {alone[0] - empty[0], alone[1] - empty[1], alone[2], alone[3]};
    }
    List<double[]> values = new ArrayList<>();
    double[] current = empty.clone();
    int inside = 0;
    for (int i = 1; i < 1 << n; i++) {
      // a Gray code: one thing goes in or out
      int thing = Integer.numberOfTrailingZeros(i);
      inside ^= 1 << thing;
      int sign = (inside >> thing & 1) == 1 ? 1 : -1;
      for (int k = 0; k < current.length; k++) {
        current[k] += sign * change[thing][k];
      }
      if (feasible(problem, current)) {
        values.add(Arrays.copyOf(current, 2));
      }
    }
    return values;
  }

  private static Assignment packed(Problem problem, int thing) {
    Map<String, Object> values = new LinkedHashMap<>();
    for (int i = 0; i < problem.variables().dimension(); i++) {
      values.put("x" + i, i == thing);
    }
    return problem.variables().assignment(values);
  }

  @ParameterizedTest
  @MethodSource("all")
  void nothingFoundByChanceIsBetterThanTheTruth(String name) {
    Problem problem = Problems.named(name);
    Study<Assignment> study = problem.study().sampler(new RandomSampler()).seed(3).start();
    study.optimize(problem::evaluate, Budget.trials(500));
    assertThat(study.finished()).isEqualTo(500);
    if (problem.objectives() == 1) {
      assertThat(problem.regret(study)).isPositive();
    } else {
      assertThat(problem.hypervolume(study))
          .isBetween(0.0, problem.trueHypervolume().orElseThrow());
      assertThatIllegalStateException().isThrownBy(() -> problem.regret(study));
    }
  }

  @Test
  void infeasibleTrialsAddNothing() {
    Problem problem = Problems.named("bnh");
    Study<Assignment> study = problem.study().start();
    study.enqueue(point(problem, 0, 3));
    study.optimize(problem::evaluate, Budget.trials(1));
    assertThat(study.trials().get(0).measurement().orElseThrow().metric("g0")).isEqualTo(34);
    assertThat(problem.hypervolume(study)).isZero();
    Problem vessel = Problems.named("pressure-vessel");
    assertThat(vessel.regret(vessel.study().start())).isInfinite();
  }

  @Test
  void unknownNamesAreRefused() {
    assertThat(Problems.named("ackley-4").variables().dimension()).isEqualTo(4);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Problems.named("zdt5"))
        .withMessageContaining("a problem must be one of [zdt1")
        .withMessageContaining("got 'zdt5'");
  }
}

package io.paretune.search.sampler.cmaes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Comparator;
import java.util.function.ToDoubleFunction;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.apache.commons.math3.linear.MatrixUtils;
import org.apache.commons.math3.linear.QRDecomposition;
import org.apache.commons.math3.linear.RealMatrix;
import org.junit.jupiter.api.Test;

/** Medians of Hansen's reference implementation: 1771, 4591 and 5511 evaluations. */
final class GaussianTest {

  private static final int N = 10;

  private static RandomGenerator random(long seed) {
    return RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
  }

  private static double sphere(double[] x) {
    return Arrays.stream(x).map(value -> value * value).sum();
  }

  private static double ellipsoid(double[] x) {
    double sum = 0;
    for (int i = 0; i < x.length; i++) {
      sum += Math.pow(1e6, i / (x.length - 1.0)) * x[i] * x[i];
    }
    return sum;
  }

  private static double rosenbrock(double[] x) {
    double sum = 0;
    for (int i = 0; i + 1 < x.length; i++) {
      double valley = x[i + 1] - x[i] * x[i];
      sum += 100 * valley * valley + (1 - x[i]) * (1 - x[i]);
    }
    return sum;
  }

  /** Evaluations until the function is at most a target, from start 2 with deviation 2. */
  private static int evaluations(
      ToDoubleFunction<double[]> function, double target, double start, long seed) {
    double[] mean = new double[N];
    Arrays.fill(mean, start);
    Gaussian gaussian = new Gaussian(mean, 2, 10);
    RandomGenerator random = random(seed);
    for (int count = 1; count < 20_000; ) {
      double[][] points = new double[10][];
      for (int k = 0; k < points.length; k++, count++) {
        points[k] = gaussian.draw(random, 1);
        if (function.applyAsDouble(points[k]) <= target) {
          return count;
        }
      }
      Arrays.sort(points, Comparator.comparingDouble(function));
      gaussian.adapt(points);
    }
    return Integer.MAX_VALUE;
  }

  private static double median(ToDoubleFunction<double[]> function) {
    int[] counts = new int[11];
    for (int seed = 0; seed < counts.length; seed++) {
      counts[seed] = evaluations(function, 1e-10, 2, seed);
    }
    Arrays.sort(counts);
    return counts[counts.length / 2];
  }

  @Test
  void evaluationsOnTheSphereAreThoseOfTheReference() {
    assertThat(median(GaussianTest::sphere)).isCloseTo(1771, within(0.08 * 1771));
  }

  @Test
  void evaluationsOnTheEllipsoidAreThoseOfTheReference() {
    assertThat(median(GaussianTest::ellipsoid)).isCloseTo(4591, within(0.08 * 4591));
  }

  @Test
  void evaluationsOnRosenbrocksFunctionAreThoseOfTheReference() {
    assertThat(median(GaussianTest::rosenbrock)).isCloseTo(5511, within(0.12 * 5511));
  }

  @Test
  void rotationsChangeNothingButChance() {
    RandomGenerator random = random(9);
    RealMatrix drawn = MatrixUtils.createRealMatrix(N, N);
    for (int i = 0; i < N; i++) {
      for (int j = 0; j < N; j++) {
        drawn.setEntry(i, j, random.nextGaussian());
      }
    }
    RealMatrix rotation = new QRDecomposition(drawn).getQ();
    assertThat(median(x -> ellipsoid(rotation.operate(x)))).isCloseTo(4591, within(0.1 * 4591));
  }

  @Test
  void onlyTheOrderOfTheValuesCounts() {
    ToDoubleFunction<double[]> bent = x -> Math.cbrt(sphere(x)) - 7;
    double target = Math.cbrt(1e-10) - 7;
    for (long seed = 0; seed < 3; seed++) {
      assertThat(evaluations(bent, target, 2, seed))
          .isEqualTo(evaluations(GaussianTest::sphere, 1e-10, 2, seed));
    }
  }

  @Test
  void translationsChangeNothing() {
    ToDoubleFunction<double[]> moved =
        x -> sphere(Arrays.stream(x).map(value -> value - 4).toArray());
    for (long seed = 0; seed < 3; seed++) {
      // 6 and 4 are exact; later steps differ in their last bits only
      assertThat((double) evaluations(moved, 1e-6, 6, seed))
          .isCloseTo(evaluations(GaussianTest::sphere, 1e-6, 2, seed), within(3.0));
    }
  }

  @Test
  void drawsHaveTheDistributionsMoments() {
    Gaussian gaussian = new Gaussian(new double[] {1, -2}, 0.5, 6);
    gaussian.stretch()[1] = 3;
    RandomGenerator random = random(4);
    int count = 40_000;
    double[] sums = new double[4];
    for (int i = 0; i < count; i++) {
      double[] point = gaussian.draw(random, 2);
      sums[0] += point[0] - 1;
      sums[1] += point[1] + 2;
      sums[2] += (point[0] - 1) * (point[0] - 1);
      sums[3] += (point[1] + 2) * (point[1] + 2);
    }
    assertThat(sums[0] / count).isCloseTo(0, within(0.02));
    assertThat(sums[1] / count).isCloseTo(0, within(0.06));
    assertThat(sums[2] / count).isCloseTo(1, within(0.03));
    assertThat(sums[3] / count).isCloseTo(9, within(0.3));
    assertThat(gaussian.deviation(1)).isEqualTo(1.5);
  }

  @Test
  void aFarStrangerDoesNotTearTheDistributionAway() {
    Gaussian gaussian = new Gaussian(new double[] {0.5, 0.5}, 0.01, 6);
    RandomGenerator random = random(5);
    double[][] points = new double[6][];
    for (int k = 0; k < points.length; k++) {
      points[k] = gaussian.draw(random, 1);
    }
    points[0] = new double[] {1, 1};
    gaussian.adapt(points);
    // its step of 71 deviations counts as sqrt(2) + 1
    assertThat(gaussian.mean()[0]).isBetween(0.49, 0.53);
    assertThat(gaussian.sigma()).isBetween(0.005, 0.03);
  }

  @Test
  void aSnapshotDrawsAsBefore() {
    Gaussian gaussian = new Gaussian(new double[] {0.5, 0.5}, 0.1, 4);
    Gaussian snapshot = gaussian.snapshot();
    double[] before = gaussian.draw(random(1), 1);
    gaussian.adapt(new double[][] {{0.6, 0.6}, {0.55, 0.6}, {0.4, 0.4}, {0.3, 0.4}});
    assertThat(snapshot.draw(random(1), 1)).isEqualTo(before);
    assertThat(gaussian.draw(random(1), 1)).isNotEqualTo(before);
  }
}

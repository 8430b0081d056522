package io.paretune.search.sampler.surrogate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.paretune.search.space.SearchSpace;
import io.paretune.search.space.SpaceBuilder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.LUDecomposition;
import org.apache.commons.math3.linear.MatrixUtils;
import org.apache.commons.math3.linear.RealMatrix;
import org.junit.jupiter.api.Test;

final class RegressionTest {

  private static final Kernel KERNEL = new Kernel(new Kernel.Weights(1, 0.5, 0.2, 0.7, 0.3), 0.3);

  private static SearchSpace space() {
    return SearchSpace.builder()
        .choice("a", "x", "y", "z")
        .choice("b", "x", "y", "z")
        .choice("c", true, false)
        .real("d", 0, 1)
        .build();
  }

  private static List<Point> points(Encoder encoder, int n, long seed) {
    Random random = new Random(seed);
    List<Point> points = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      points.add(
          encoder.point(
              new double[] {
                random.nextDouble(),
                random.nextDouble(),
                random.nextDouble(),
                random.nextInt(5) == 0 ? Double.NaN : random.nextDouble()
              }));
    }
    return points;
  }

  private static double kernel(Encoder encoder, Point one, Point two) {
    double[] parts = new double[Kernel.PARTS];
    Kernel.parts(encoder, KERNEL.scale(), one, two, parts, 0);
    return KERNEL.of(parts, 0);
  }

  @Test
  void partsAreThoseCountedByHand() {
    Encoder encoder = new Encoder(space());
    // a, c and d agree; b does not; the words x and z occur once each in both
    Point one = encoder.point(new double[] {0.1, 0.9, 0.2, 0.5});
    Point two = encoder.point(new double[] {0.1, 0.5, 0.2, 0.5});
    double[] parts = new double[Kernel.PARTS];
    Kernel.parts(encoder, 0.3, one, two, parts, 0);
    assertThat(parts[0]).isEqualTo(3.0 / 4);
    assertThat(parts[1]).isCloseTo(3.0 / 6, within(1e-15));
    assertThat(parts[2]).isCloseTo(1.0 / 4, within(1e-15));
    // counts of (x, y, z): (1, 0, 1) and (1, 1, 0)
    assertThat(parts[3]).isEqualTo(1.0 / 4);
    assertThat(parts[4]).isEqualTo(1.0 / 16);
  }

  @Test
  void agreementFallsWithDistanceAndBothAbsentAgree() {
    Encoder encoder = new Encoder(SearchSpace.builder().real("d", 0, 1).build());
    double[] parts = new double[Kernel.PARTS];
    Kernel.parts(
        encoder,
        0.5,
        encoder.point(new double[] {0.2}),
        encoder.point(new double[] {0.7}),
        parts,
        0);
    // Matérn 5/2 at one scale's distance
    double r = Math.sqrt(5);
    assertThat(parts[0]).isCloseTo((1 + r + 5.0 / 3) * Math.exp(-r), within(1e-15));
    Point absent = encoder.point(new double[] {Double.NaN});
    Kernel.parts(encoder, 0.5, absent, absent, parts, 0);
    assertThat(parts[0]).isEqualTo(1);
    Kernel.parts(encoder, 0.5, absent, encoder.point(new double[] {0.7}), parts, 0);
    assertThat(parts[0]).isZero();
  }

  @Test
  void predictionsAreTheTextbooks() {
    Encoder encoder = new Encoder(space());
    List<Point> points = points(encoder, 30, 1);
    Random random = new Random(2);
    double[] targets = random.doubles(30, -3, 9).toArray();
    double noise = 0.05;
    Regression fit =
        Regression.fit(
                encoder,
                points,
                Regression.parts(encoder, points, KERNEL.scale()),
                targets,
                KERNEL,
                noise)
            .orElseThrow();
    double mean = Arrays.stream(targets).average().orElseThrow();
    double deviation =
        Math.sqrt(Arrays.stream(targets).map(t -> (t - mean) * (t - mean)).sum() / 30);
    RealMatrix matrix = new Array2DRowRealMatrix(30, 30);
    for (int i = 0; i < 30; i++) {
      for (int j = 0; j < 30; j++) {
        matrix.setEntry(i, j, kernel(encoder, points.get(i), points.get(j)) + (i == j ? noise : 0));
      }
    }
    RealMatrix inverse = new LUDecomposition(matrix).getSolver().getInverse();
    RealMatrix standard =
        MatrixUtils.createColumnRealMatrix(
            Arrays.stream(targets).map(t -> (t - mean) / deviation).toArray());
    double variance = standard.transpose().multiply(inverse).multiply(standard).getEntry(0, 0) / 30;
    double[][] two = new double[2][];
    double[][] white = new double[2][];
    List<Point> asked = points(encoder, 2, 9);
    for (int k = 0; k < 2; k++) {
      Point point = asked.get(k);
      two[k] = points.stream().mapToDouble(p -> kernel(encoder, point, p)).toArray();
      double expected =
          mean
              + deviation
                  * MatrixUtils.createRowRealMatrix(two[k])
                      .multiply(inverse)
                      .multiply(standard)
                      .getEntry(0, 0);
      double[] covariances = fit.covariances(fit.parts(point));
      assertThat(fit.mean(covariances)).isCloseTo(expected, within(1e-9));
      white[k] = fit.whitened(covariances);
    }
    double explained =
        MatrixUtils.createRowRealMatrix(two[0])
            .multiply(inverse)
            .multiply(MatrixUtils.createColumnRealMatrix(two[1]))
            .getEntry(0, 0);
    assertThat(fit.covariance(asked.get(0), white[0], asked.get(1), white[1]))
        .isCloseTo(
            (kernel(encoder, asked.get(0), asked.get(1)) - explained)
                * variance
                * deviation
                * deviation,
            within(1e-9));
    assertThat(fit.logLikelihood())
        .isCloseTo(
            -15 * Math.log(variance) - 0.5 * Math.log(new LUDecomposition(matrix).getDeterminant()),
            within(1e-8));
  }

  @Test
  void leavingOneOutIsFittingWithoutIt() {
    Encoder encoder = new Encoder(space());
    List<Point> points = points(encoder, 12, 4);
    double[] targets = new Random(5).doubles(12).toArray();
    Regression fit = fit(encoder, points, targets);
    double[] predicted = fit.leaveOneOut(targets);
    double mean = Arrays.stream(targets).average().orElseThrow();
    for (int out = 0; out < 12; out++) {
      // the same centre and noise as the whole fit has: only the point itself is left out
      List<Point> others = new ArrayList<>(points);
      Point left = others.remove(out);
      RealMatrix matrix = new Array2DRowRealMatrix(11, 11);
      double[] row = new double[11];
      double[] rest = new double[11];
      for (int i = 0, k = 0; k < 12; k++) {
        if (k != out) {
          rest[i++] = targets[k] - mean;
        }
      }
      for (int i = 0; i < 11; i++) {
        row[i] = kernel(encoder, left, others.get(i));
        for (int j = 0; j < 11; j++) {
          matrix.setEntry(i, j, kernel(encoder, others.get(i), others.get(j)) + (i == j ? 0.1 : 0));
        }
      }
      double expected =
          mean
              + MatrixUtils.createRowRealMatrix(row)
                  .multiply(new LUDecomposition(matrix).getSolver().getInverse())
                  .multiply(MatrixUtils.createColumnRealMatrix(rest))
                  .getEntry(0, 0);
      assertThat(predicted[out]).isCloseTo(expected, within(1e-9));
    }
  }

  private static Regression fit(Encoder encoder, List<Point> points, double[] targets) {
    return Regression.fit(
            encoder,
            points,
            Regression.parts(encoder, points, KERNEL.scale()),
            targets,
            KERNEL,
            0.1)
        .orElseThrow();
  }

  @Test
  void equalPointsWithoutNoiseAreRefused() {
    Encoder encoder = new Encoder(space());
    Point point = points(encoder, 1, 1).get(0);
    List<Point> twice = List.of(point, point);
    assertThat(
            Regression.fit(
                encoder,
                twice,
                Regression.parts(encoder, twice, KERNEL.scale()),
                new double[] {1, 2},
                KERNEL,
                0))
        .isEmpty();
  }

  @Test
  void theRecipeForASumIsAlmostPerfectAndTakesRanksForAHeavyTail() {
    SpaceBuilder builder = SearchSpace.builder();
    for (int i = 0; i < 8; i++) {
      builder.choice("layer" + i, "none", "small", "large");
    }
    Encoder encoder = new Encoder(builder.build());
    Random random = new Random(3);
    List<Point> points = new ArrayList<>();
    double[] sum = new double[60];
    double[] tail = new double[60];
    for (int i = 0; i < 60; i++) {
      double[] unit = random.doubles(8).toArray();
      points.add(encoder.point(unit));
      for (int axis = 0; axis < 8; axis++) {
        sum[i] += (1 + axis) * (int) (3 * unit[axis]);
      }
      tail[i] = Math.exp(0.5 * sum[i]);
    }
    GpHyperparameters straight = GpHyperparameters.best(encoder, points, sum);
    assertThat(straight.warp()).isEqualTo(Warp.NONE);
    assertThat(straight.tau()).isGreaterThan(0.97);
    assertThat(GpHyperparameters.best(encoder, points, tail).warp()).isNotEqualTo(Warp.NONE);
  }

  @Test
  void kendallCountsPairs() {
    assertThat(GpHyperparameters.kendall(new double[] {1, 2, 3}, new double[] {10, 20, 30}))
        .isEqualTo(1);
    assertThat(GpHyperparameters.kendall(new double[] {1, 2, 3}, new double[] {30, 10, 20}))
        .isCloseTo(-1.0 / 3, within(1e-15));
    assertThat(GpHyperparameters.kendall(new double[] {1}, new double[] {1})).isZero();
  }

  @Test
  void warpsKeepOrderAndTies() {
    double[] values = {5, 1, 1, 100, 7};
    for (Warp warp : Warp.values()) {
      double[] warped = warp.of(values);
      assertThat(warped[1]).isEqualTo(warped[2]);
      assertThat(warped[1]).isLessThan(warped[0]);
      assertThat(warped[0]).isLessThan(warped[4]);
      assertThat(warped[4]).isLessThan(warped[3]);
    }
    assertThat(Warp.RANK.of(new double[] {3, 3, 3})).containsOnly(0);
    // the middle of the last fifth
    assertThat(Warp.RANK.of(values)[3]).isCloseTo(1.2815515655446008, within(1e-9));
  }
}

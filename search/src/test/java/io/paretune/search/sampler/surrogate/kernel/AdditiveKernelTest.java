package io.paretune.search.sampler.surrogate.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.paretune.search.sampler.process.GaussianProcess;
import io.paretune.search.sampler.process.JointPosterior;
import io.paretune.search.sampler.process.Kernel;
import io.paretune.search.sampler.process.Prior;
import io.paretune.search.sampler.surrogate.GpHyperparameters;
import io.paretune.search.sampler.surrogate.Warp;
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

final class AdditiveKernelTest {

  private static final AdditiveKernel KERNEL =
      new AdditiveKernel(
          new AdditiveKernel.Weights(1, 0.5, 0.2, 0.7, 0.3), AdditiveKernel.Known.NOTHING, 0.3);

  private static LevelEncoding encoding() {
    return new LevelEncoding(
        SearchSpace.builder()
            .choice("a", "x", "y", "z")
            .choice("b", "x", "y", "z")
            .choice("c", true, false)
            .real("d", 0, 1)
            .build());
  }

  private static List<Point> points(LevelEncoding encoding, int n, long seed) {
    Random random = new Random(seed);
    List<Point> points = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      points.add(
          encoding.point(
              new double[] {
                random.nextDouble(),
                random.nextDouble(),
                random.nextDouble(),
                random.nextInt(5) == 0 ? Double.NaN : random.nextDouble()
              }));
    }
    return points;
  }

  private static double[] parts(LevelEncoding encoding, double scale, Point one, Point two) {
    Agreement agreement = new Agreements(encoding, List.of(two)).with(one, scale);
    return Arrays.stream(agreement.parts).mapToDouble(part -> part[0]).toArray();
  }

  private static double kernel(LevelEncoding encoding, Point one, Point two) {
    double[] into = new double[1];
    KERNEL.covariances(new Agreements(encoding, List.of(two)).with(one, KERNEL.scale()), 0, into);
    return into[0];
  }

  private static GaussianProcess<Agreement> process(
      Agreements points, double[] values, double noise) {
    Kernel<Agreement> kernel = KERNEL.over(points.among(KERNEL.scale()));
    return GaussianProcess.of(kernel, Prior.CONSTANT_IN_KERNEL, values, noise);
  }

  @Test
  void partsAreThoseCountedByHand() {
    LevelEncoding encoding = encoding();
    // a, c and d agree; b does not; the words x and z occur once each in both
    Point one = encoding.point(new double[] {0.1, 0.9, 0.2, 0.5});
    Point two = encoding.point(new double[] {0.1, 0.5, 0.2, 0.5});
    // counts of (x, y, z): (1, 0, 1) and (1, 1, 0)
    assertThat(parts(encoding, 0.3, one, two))
        .containsExactly(
            new double[] {3.0 / 4, 3.0 / 6, 1.0 / 4, 1.0 / 4, 1.0 / 16}, within(1e-15));
  }

  @Test
  void whatIsKnownBeforehandAddsAProductAndANearness() {
    LevelEncoding encoding = new LevelEncoding(SearchSpace.builder().real("d", 0, 1).build());
    Point one = encoding.point(new double[] {0.2}).with(new double[] {1, -2});
    Point two = encoding.point(new double[] {0.2}).with(new double[] {3, 0});
    AdditiveKernel kernel =
        new AdditiveKernel(
            new AdditiveKernel.Weights(0, 0, 0, 0, 0), new AdditiveKernel.Known(0.5, 2), 0.3);
    Agreements laidOut = new Agreements(encoding, List.of(one, two));
    // products (1 * 3 + 0) / 2, distances (4 + 4) / 2
    double apart = 1 + 0.5 * 1.5 + 2 * Math.exp(-2);
    double[][] matrix = kernel.over(laidOut.among(0.3)).matrix();
    assertThat(matrix[0][1]).isCloseTo(apart, within(1e-12));
    assertThat(matrix[0][0]).isCloseTo(1 + 0.5 * 2.5 + 2, within(1e-12));
    Agreement own = laidOut.with(one, 0.3);
    assertThat(kernel.over(laidOut.among(0.3)).variance(own))
        .isCloseTo(matrix[0][0], within(1e-12));
    assertThat(new Agreements(encoding, points(encoding(), 1, 1)).featured()).isFalse();
  }

  @Test
  void agreementFallsWithDistanceAndBothAbsentAgree() {
    LevelEncoding encoding = new LevelEncoding(SearchSpace.builder().real("d", 0, 1).build());
    Point low = encoding.point(new double[] {0.2});
    Point high = encoding.point(new double[] {0.7});
    Point absent = encoding.point(new double[] {Double.NaN});
    // Matérn 5/2 at one scale's distance
    double r = Math.sqrt(5);
    assertThat(parts(encoding, 0.5, low, high)[0])
        .isCloseTo((1 + r + 5.0 / 3) * Math.exp(-r), within(1e-15));
    assertThat(parts(encoding, 0.5, absent, absent)[0]).isEqualTo(1);
    assertThat(parts(encoding, 0.5, absent, high)[0]).isZero();
  }

  @Test
  void aPointsOwnVarianceIsItsCovarianceWithItself() {
    LevelEncoding encoding = encoding();
    for (Point point : points(encoding, 20, 7)) {
      Agreements alone = new Agreements(encoding, List.of(point));
      Kernel<Agreement> kernel = KERNEL.over(alone.among(KERNEL.scale()));
      assertThat(kernel.variance(alone.with(point, KERNEL.scale())))
          .isCloseTo(kernel.matrix()[0][0], within(1e-14));
    }
  }

  @Test
  void predictionsAreTheTextbooks() {
    LevelEncoding encoding = encoding();
    List<Point> points = points(encoding, 30, 1);
    double[] values = new Random(2).doubles(30, -2, 2).toArray();
    double noise = 0.05;
    Agreements laidOut = new Agreements(encoding, points);
    GaussianProcess<Agreement> process = process(laidOut, values, noise);
    RealMatrix matrix = new Array2DRowRealMatrix(30, 30);
    for (int i = 0; i < 30; i++) {
      for (int j = 0; j < 30; j++) {
        matrix.setEntry(
            i, j, kernel(encoding, points.get(i), points.get(j)) + (i == j ? noise : 0));
      }
    }
    RealMatrix inverse = new LUDecomposition(matrix).getSolver().getInverse();
    RealMatrix known = MatrixUtils.createColumnRealMatrix(values);
    double variance = known.transpose().multiply(inverse).multiply(known).getEntry(0, 0) / 30;
    List<Point> asked = points(encoding, 2, 9);
    double[][] rows = new double[2][];
    for (int k = 0; k < 2; k++) {
      Point point = asked.get(k);
      rows[k] = points.stream().mapToDouble(p -> kernel(encoding, point, p)).toArray();
    }
    RealMatrix cross = new Array2DRowRealMatrix(rows);
    RealMatrix means = cross.multiply(inverse).multiply(known);
    RealMatrix explained = cross.multiply(inverse).multiply(cross.transpose());
    List<Agreement> queries =
        asked.stream().map(point -> laidOut.with(point, KERNEL.scale())).toList();
    double[] found = new double[2];
    double[] deviations = new double[2];
    process.predict(queries, found, deviations);
    JointPosterior joint = process.joint(queries);
    double[] left = new double[2];
    for (int k = 0; k < 2; k++) {
      Point point = asked.get(k);
      assertThat(found[k]).isCloseTo(means.getEntry(k, 0), within(1e-9));
      assertThat(process.mean(queries.get(k), new double[30])).isCloseTo(found[k], within(1e-12));
      assertThat(joint.mean(k)).isCloseTo(found[k], within(1e-12));
      left[k] = (kernel(encoding, point, point) - explained.getEntry(k, k)) * variance;
      assertThat(deviations[k]).isCloseTo(Math.sqrt(left[k]), within(1e-9));
      assertThat(joint.deviation(k)).isCloseTo(deviations[k], within(1e-12));
    }
    double between =
        (kernel(encoding, asked.get(0), asked.get(1)) - explained.getEntry(0, 1)) * variance;
    double[] prior = new double[2];
    KERNEL.covariances(
        new Agreements(encoding, asked).with(asked.get(0), KERNEL.scale()), 0, prior);
    joint.believe(0, prior);
    assertThat(joint.deviation(1))
        .isCloseTo(Math.sqrt(left[1] - between * between / left[0]), within(1e-9));
    assertThat(joint.mean(1)).isCloseTo(found[1], within(1e-12));
    assertThat(process.logLikelihood())
        .isCloseTo(
            -15 * Math.log(variance) - 0.5 * Math.log(new LUDecomposition(matrix).getDeterminant()),
            within(1e-8));
  }

  @Test
  void leavingOneOutIsFittingWithoutIt() {
    LevelEncoding encoding = encoding();
    List<Point> points = points(encoding, 12, 4);
    double[] values = new Random(5).doubles(12, -1, 1).toArray();
    double[] predicted = process(new Agreements(encoding, points), values, 0.1).leaveOneOut(values);
    for (int out = 0; out < 12; out++) {
      List<Point> others = new ArrayList<>(points);
      Point left = others.remove(out);
      double[] rest = new double[11];
      for (int k = 0, i = 0; k < 12; k++) {
        if (k != out) {
          rest[i++] = values[k];
        }
      }
      Agreements laidOut = new Agreements(encoding, others);
      double expected =
          process(laidOut, rest, 0.1).mean(laidOut.with(left, KERNEL.scale()), new double[11]);
      assertThat(predicted[out]).isCloseTo(expected, within(1e-9));
    }
  }

  @Test
  void equalPointsWithoutNoiseAreRefusedOrGivenSome() {
    LevelEncoding encoding = encoding();
    Point point = points(encoding, 1, 1).get(0);
    Agreements twice = new Agreements(encoding, List.of(point, point));
    Kernel<Agreement> kernel = KERNEL.over(twice.among(KERNEL.scale()));
    double[] values = {1, 2};
    assertThat(GaussianProcess.ifDefinite(kernel, Prior.CONSTANT_IN_KERNEL, values, 0)).isEmpty();
    assertThat(process(twice, values, 0).mean(twice.with(point, KERNEL.scale()), new double[2]))
        .isCloseTo(1.5, within(1e-3));
  }

  @Test
  void whatIsChosenForASumIsAlmostPerfectAndTakesRanksForAHeavyTail() {
    SpaceBuilder builder = SearchSpace.builder();
    for (int i = 0; i < 8; i++) {
      builder.choice("layer" + i, "none", "small", "large");
    }
    LevelEncoding encoding = new LevelEncoding(builder.build());
    Random random = new Random(3);
    List<Point> points = new ArrayList<>();
    double[] sum = new double[60];
    double[] tail = new double[60];
    for (int i = 0; i < 60; i++) {
      double[] unit = random.doubles(8).toArray();
      points.add(encoding.point(unit));
      for (int axis = 0; axis < 8; axis++) {
        sum[i] += (1 + axis) * (int) (3 * unit[axis]);
      }
      tail[i] = Math.exp(0.5 * sum[i]);
    }
    Agreements laidOut = new Agreements(encoding, points);
    GpHyperparameters straight = GpHyperparameters.best(laidOut, sum);
    assertThat(straight.warp()).isEqualTo(Warp.NONE);
    assertThat(straight.tau()).isGreaterThan(0.97);
    assertThat(GpHyperparameters.best(laidOut, tail).warp()).isNotEqualTo(Warp.NONE);
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
  void warpsKeepOrderAndTiesAndAreStandardised() {
    double[] values = {5, 1, 1, 100, 7};
    for (Warp warp : Warp.values()) {
      double[] warped = warp.of(values);
      assertThat(warped[1]).isEqualTo(warped[2]);
      assertThat(warped[1]).isLessThan(warped[0]);
      assertThat(warped[0]).isLessThan(warped[4]);
      assertThat(warped[4]).isLessThan(warped[3]);
      assertThat(Arrays.stream(warped).sum()).isCloseTo(0, within(1e-12));
      assertThat(Arrays.stream(warped).map(v -> v * v).sum()).isCloseTo(5, within(1e-12));
    }
    assertThat(Warp.RANK.of(new double[] {3, 3, 3})).containsOnly(0);
    // the middle of the last fifth
    assertThat(Warp.RANK.transformed(values)[3]).isCloseTo(1.2815515655446008, within(1e-9));
  }
}

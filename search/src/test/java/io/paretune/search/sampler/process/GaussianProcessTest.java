package io.paretune.search.sampler.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.paretune.search.sampler.process.fit.Fitted;
import io.paretune.search.sampler.process.fit.Likelihood;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class GaussianProcessTest {

  // five points; expected numbers below are the textbook formulas' in numpy, with explicit inverses
  private static final Points FIVE =
      new Points(
          Metric.numeric(2),
          List.of(
              new double[] {0.1, 0.2},
              new double[] {0.4, 0.9},
              new double[] {0.5, 0.5},
              new double[] {0.8, 0.3},
              new double[] {0.95, 0.7}));

  private static final double[] VALUES = {1, -0.5, 0.3, -1.2, 0.8};

  private static final double[] LOGS = {Math.log(0.3), Math.log(0.7), Math.log(1e-3)};

  @Test
  void meansAndDeviationsAreTheTextbooks() {
    MaternProcess process = MaternProcess.of(FIVE, VALUES, new Shape(LOGS));
    double[] means = new double[2];
    double[] deviations = new double[2];
    List<double[]> queries = List.of(new double[] {0.3, 0.6}, new double[] {0.9, 0.1});
    process.predict(queries, means, deviations);
    assertThat(means).containsExactly(new double[] {0.2419163934058976, -1.153126137214123}, TINY);
    assertThat(deviations)
        .containsExactly(new double[] {0.613788315810578, 0.6622042617924297}, TINY);
    assertThat(process.means(queries)).containsExactly(means, TINY);
  }

  private static final org.assertj.core.data.Offset<Double> TINY = within(1e-12);

  @Test
  void likelihoodIsTheTextbooks() {
    double value = new Likelihood(FIVE, VALUES).at(LOGS, new double[3]);
    assertThat(value).isCloseTo(2.620272951262585, TINY);
  }

  @Test
  void twoPointsByHand() {
    // correlation c of two points half an axis apart at length-scale 1, almost no noise
    double c = 0.8286491424181253;
    Points two = new Points(Metric.numeric(1), List.of(new double[] {0.25}, new double[] {0.75}));
    MaternProcess process = MaternProcess.of(two, new double[] {-1, 1}, Shape.of(1, 1, 1e-12));
    double[] means = new double[3];
    double[] deviations = new double[3];
    process.predict(
        List.of(new double[] {0.25}, new double[] {0.5}, new double[] {0.75}), means, deviations);
    assertThat(means).containsExactly(new double[] {-1, 0, 1}, within(1e-9));
    // misfit 2 / (1 - c), variance (misfit + 2) / (2 + 2); half way, both weigh k / (1 + c)
    double variance = (2 / (1 - c) + 2) / 4;
    double k = Matern.correlation(0.0625);
    assertThat(deviations[1])
        .isCloseTo(Math.sqrt(variance * (1 - 2 * k * k / (1 + c))), within(1e-9));
    assertThat(deviations[0]).isLessThan(1e-5);
  }

  @Test
  void farAwayOnlyThePriorIsKnown() {
    MaternProcess process = MaternProcess.of(FIVE, VALUES, Shape.of(2, 0.02, 1e-6));
    double[] means = new double[2];
    double[] deviations = new double[2];
    process.predict(List.of(new double[] {0.1, 0.9}, new double[] {0.7, 0.02}), means, deviations);
    assertThat(means[0]).isCloseTo(means[1], within(1e-6));
    assertThat(deviations[0]).isCloseTo(deviations[1], within(1e-6));
  }

  private static Points mixed(int size, Random random) {
    Metric metric =
        new Metric(new int[] {0, 1, 1, 2}, new boolean[] {false, false, false, true}, 3);
    List<double[]> points = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      points.add(
          new double[] {
            random.nextDouble(),
            random.nextDouble(),
            random.nextBoolean() ? 0 : 0.5,
            random.nextInt(3)
          });
    }
    return new Points(metric, points);
  }

  @Test
  void gradientOfTheLikelihoodIsThatOfFiniteDifferences() {
    Random random = new Random(3);
    Points points = mixed(23, random);
    double[] values = random.doubles(23, -2, 2).toArray();
    Likelihood likelihood = new Likelihood(points, values);
    double[] at = {Math.log(0.4), Math.log(0.9), Math.log(1.3), Math.log(0.01)};
    double[] gradient = new double[4];
    likelihood.at(at, gradient);
    for (int k = 0; k < 4; k++) {
      double[] up = at.clone();
      double[] down = at.clone();
      up[k] += 1e-5;
      down[k] -= 1e-5;
      double slope = (likelihood.at(up, new double[4]) - likelihood.at(down, new double[4])) / 2e-5;
      assertThat(gradient[k]).isCloseTo(slope, within(1e-6 * (1 + Math.abs(slope))));
    }
  }

  @Test
  void gradientsOfPredictionsAreThoseOfFiniteDifferences() {
    Random random = new Random(4);
    Points points = mixed(17, random);
    MaternProcess process =
        MaternProcess.of(points, random.doubles(17, -2, 2).toArray(), Shape.of(3, 0.6, 1e-4));
    double[] at = {0.37, 0.61, 0, 1};
    double[] byMean = new double[4];
    double[] byDeviation = new double[4];
    MaternProcess.Prediction here = process.predict(at, byMean, byDeviation);
    double[] mean = new double[1];
    double[] deviation = new double[1];
    process.predict(List.of(at), mean, deviation);
    assertThat(here.mean()).isCloseTo(mean[0], TINY);
    assertThat(here.deviation()).isCloseTo(deviation[0], TINY);
    for (int k = 0; k < 3; k++) {
      double[] up = at.clone();
      double[] down = at.clone();
      up[k] += 1e-6;
      down[k] -= 1e-6;
      MaternProcess.Prediction above = process.predict(up, new double[4], new double[4]);
      MaternProcess.Prediction below = process.predict(down, new double[4], new double[4]);
      assertThat(byMean[k]).isCloseTo((above.mean() - below.mean()) / 2e-6, within(1e-6));
      assertThat(byDeviation[k])
          .isCloseTo((above.deviation() - below.deviation()) / 2e-6, within(1e-6));
    }
    assertThat(byMean[3]).isZero();
  }

  @Test
  void repeatedPointsDoNoHarm() {
    List<double[]> same = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      same.add(new double[] {0.5});
    }
    MaternProcess process =
        MaternProcess.of(
            new Points(Metric.numeric(1), same), new double[30], Shape.of(1, 1, 1e-18));
    assertThat(process.means(List.of(new double[] {0.1}))[0]).isCloseTo(0, TINY);
  }

  @Test
  void fitFindsWhichAxisMatters() {
    Random random = new Random(5);
    List<double[]> places = new ArrayList<>();
    double[] values = new double[40];
    for (int i = 0; i < 40; i++) {
      double[] place = {random.nextDouble(), random.nextDouble()};
      places.add(place);
      values[i] = 1000 + 50 * Math.sin(7 * place[0]);
    }
    Points points = new Points(Metric.numeric(2), places);
    Fitted fitted = Fitted.of(points, values);
    assertThat(fitted.shape().lengthScale(1)).isGreaterThan(5 * fitted.shape().lengthScale(0));
    assertThat(fitted.shape().noise()).isLessThan(1e-4);
    MaternProcess process = MaternProcess.of(points, fitted.warp().apply(values), fitted.shape());
    double[] query = {0.31, 0.5};
    assertThat(process.means(List.of(query))[0])
        .isCloseTo(fitted.warp().apply(1000 + 50 * Math.sin(7 * 0.31)), within(0.01));
  }
}

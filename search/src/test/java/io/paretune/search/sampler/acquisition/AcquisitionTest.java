package io.paretune.search.sampler.acquisition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.paretune.search.pareto.Hypervolume;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class AcquisitionTest {

  private static double value(Acquisition acquisition, double[] means, double[] deviations) {
    int n = means.length;
    return acquisition.at(means, deviations, new double[n], new double[n]);
  }

  private static void hasGradientsOfFiniteDifferences(
      Acquisition acquisition, double[] means, double[] deviations, double tolerance) {
    int n = means.length;
    double[] byMean = new double[n];
    double[] byDeviation = new double[n];
    acquisition.at(means, deviations, byMean, byDeviation);
    for (int k = 0; k < n; k++) {
      double step = 1e-6;
      double[] up = means.clone();
      double[] down = means.clone();
      up[k] += step;
      down[k] -= step;
      double slope =
          (value(acquisition, up, deviations) - value(acquisition, down, deviations)) / (2 * step);
      assertThat(byMean[k]).isCloseTo(slope, within(tolerance * (1 + Math.abs(slope))));
      up = deviations.clone();
      down = deviations.clone();
      up[k] += step;
      down[k] -= step;
      slope = (value(acquisition, means, up) - value(acquisition, means, down)) / (2 * step);
      assertThat(byDeviation[k]).isCloseTo(slope, within(tolerance * (1 + Math.abs(slope))));
    }
  }

  @Test
  void expectedImprovementIsThatOfTheClosedForm() {
    // phi(0) and phi(1) + Phi(1), by any table
    assertThat(value(new ExpectedImprovement(2), new double[] {2}, new double[] {3}))
        .isCloseTo(Math.log(3 * 0.3989422804014327), within(1e-12));
    assertThat(value(new ExpectedImprovement(2), new double[] {1.5}, new double[] {0.5}))
        .isCloseTo(Math.log(0.5 * (0.24197072451914337 + 0.8413447460685429)), within(1e-12));
    hasGradientsOfFiniteDifferences(
        new ExpectedImprovement(0.3), new double[] {0.9}, new double[] {0.2}, 1e-7);
    hasGradientsOfFiniteDifferences(
        new ExpectedImprovement(0.3), new double[] {-0.9}, new double[] {0.2}, 1e-7);
  }

  @Test
  void expectedImprovementIsFiniteWhereItUnderflows() {
    double far = value(new ExpectedImprovement(0), new double[] {1000}, new double[] {1});
    double farther = value(new ExpectedImprovement(0), new double[] {1001}, new double[] {1});
    assertThat(far).isFinite().isGreaterThan(farther);
  }

  private static List<double[]> front(int objectives, int size, long seed) {
    Random random = new Random(seed);
    List<double[]> front = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      front.add(random.doubles(objectives, 0, 1).toArray());
    }
    return front;
  }

  private static double simulated(
      List<double[]> front, double[] reference, double[] means, double[] deviations, int draws) {
    Random random = new Random(11);
    double before = Hypervolume.of(front, reference);
    List<double[]> more = new ArrayList<>(front);
    more.add(new double[means.length]);
    double sum = 0;
    for (int i = 0; i < draws; i++) {
      double[] point = new double[means.length];
      for (int k = 0; k < point.length; k++) {
        point[k] = means[k] + deviations[k] * random.nextGaussian();
      }
      more.set(front.size(), point);
      sum += Hypervolume.of(more, reference) - before;
    }
    return sum / draws;
  }

  @Test
  void hypervolumeImprovementIsThatOfSimulation() {
    double[][] means = {{0.3, 0.2, 0.4}, {0.8, 0.1, 0.2}, {0.9, 0.9, 0.7}, {-0.1, 0.5, 0.5}};
    double[] deviations = {0.2, 0.3, 0.15};
    for (int objectives = 2; objectives <= 3; objectives++) {
      double[] reference = Arrays.copyOf(new double[] {1, 1.1, 1.2}, objectives);
      for (int size : new int[] {0, 1, 12}) {
        List<double[]> front = front(objectives, size, 5);
        Acquisition acquisition = new ExpectedHypervolumeImprovement(front, reference);
        for (double[] mean : means) {
          double[] at = Arrays.copyOf(mean, objectives);
          double[] around = Arrays.copyOf(deviations, objectives);
          double simulated = simulated(front, reference, at, around, 40_000);
          assertThat(Math.exp(value(acquisition, at, around)))
              .isCloseTo(simulated, within(0.03 * simulated + 2e-4));
          hasGradientsOfFiniteDifferences(acquisition, at, around, 1e-6);
        }
      }
    }
  }

  @Test
  void withoutDoubtItIsTheHypervolumeImprovement() {
    double[] sure = {1e-9, 1e-9, 1e-9};
    for (int objectives = 2; objectives <= 3; objectives++) {
      double[] reference = Arrays.copyOf(new double[] {1, 1, 1}, objectives);
      List<double[]> front = front(objectives, 20, 8);
      double[] point = Arrays.copyOf(new double[] {0.2, 0.3, 0.25}, objectives);
      List<double[]> more = new ArrayList<>(front);
      more.add(point);
      double gained = Hypervolume.of(more, reference) - Hypervolume.of(front, reference);
      Acquisition acquisition = new ExpectedHypervolumeImprovement(front, reference);
      double found = Math.exp(value(acquisition, point, Arrays.copyOf(sure, objectives)));
      assertThat(found).isCloseTo(gained, within(1e-8));
    }
  }

  @Test
  void overAnEmptyFrontItIsAProductOfImprovements() {
    double[] reference = {1, 2};
    double[] means = {0.7, 2.5};
    double[] deviations = {0.4, 0.6};
    double product = 0;
    for (int k = 0; k < 2; k++) {
      product +=
          value(
              new ExpectedImprovement(reference[k]),
              new double[] {means[k]},
              new double[] {deviations[k]});
    }
    assertThat(value(new ExpectedHypervolumeImprovement(List.of(), reference), means, deviations))
        .isCloseTo(product, within(1e-12));
  }

  @Test
  void cellsFillWhatTheFrontLeaves() {
    for (int objectives = 2; objectives <= 3; objectives++) {
      double[] reference = Arrays.copyOf(new double[] {1, 1, 1}, objectives);
      List<double[]> front = front(objectives, 30, 9);
      front.add(front.get(0).clone());
      NonDominatedBoxes cells = NonDominatedBoxes.of(front, reference);
      double volume = 0;
      for (int b = 0; b < cells.size(); b++) {
        double product = 1;
        for (int k = 0; k < objectives; k++) {
          double[] at = cells.coordinates(k);
          product *= at[cells.high(k, b)] - Math.max(0, at[cells.low(k, b)]);
        }
        volume += product;
      }
      // all points lie in the unit cube, whose rest the cells are
      assertThat(volume + Hypervolume.of(front, reference)).isCloseTo(1, within(1e-12));
      assertThat(cells.size()).isLessThanOrEqualTo(2 * front.size() + 1);
    }
  }

  /** Expected value by integration on a fine grid in numpy; simulation there gives 0.01319. */
  @Test
  void chebyshevImprovementIsThatOfNumericalIntegration() {
    double[] weights = {1, 2, 0.5, 1.5};
    double[] ideal = {-1, -1.5, -0.5, -2};
    double[] means = {0.2, -0.3, 0.5, -0.8};
    double[] deviations = {0.5, 0.3, 0.8, 0.4};
    Acquisition acquisition = new ChebyshevImprovement(weights, ideal, 1.8);
    assertThat(value(acquisition, means, deviations)).isCloseTo(-4.321830685866182, within(1e-3));
    hasGradientsOfFiniteDifferences(acquisition, means, deviations, 0.02);
    assertThat(ChebyshevImprovement.scalar(means, weights, ideal)).isEqualTo(2.4);
    assertThat(value(acquisition, new double[] {50, 50, 50, 50}, deviations)).isFinite();
  }
}

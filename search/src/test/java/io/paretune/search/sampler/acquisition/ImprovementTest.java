package io.paretune.search.sampler.acquisition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.paretune.search.pareto.Hypervolume;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class ImprovementTest {

  private static final List<double[]> FRONT =
      List.of(new double[] {1, 3}, new double[] {2, 1}, new double[] {2.5, 2.5});

  private static final double[] REFERENCE = {4, 4};

  @Test
  void oneObjectiveGivesExpectedImprovement() {
    Improvement gain =
        Improvement.over(List.of(new double[] {3}, new double[] {2}), new double[] {5});
    // at the incumbent's own value, EI is the deviation times pdf(0)
    assertThat(gain.of(new double[] {2}, new double[] {0.5}))
        .isCloseTo(0.5 * 0.3989422804014327, within(1e-12));
    assertThat(gain.of(new double[] {0}, new double[] {1e-9})).isCloseTo(2, within(1e-9));
  }

  @Test
  void withoutUncertaintyItIsTheHypervolumeGained() {
    Random random = new Random(1);
    for (int i = 0; i < 200; i++) {
      double[] point = {4.5 * random.nextDouble(), 4.5 * random.nextDouble()};
      List<double[]> more = new ArrayList<>(FRONT);
      more.add(point);
      double gained = Hypervolume.of(more, REFERENCE) - Hypervolume.of(FRONT, REFERENCE);
      assertThat(Improvement.over(FRONT, REFERENCE).of(point, new double[] {1e-9, 1e-9}))
          .isCloseTo(gained, within(1e-7));
    }
  }

  @Test
  void twoObjectivesAgreeWithSimulation() {
    double[] means = {1.4, 2.2};
    double[] deviations = {0.6, 0.9};
    Random random = new Random(2);
    double sum = 0;
    int draws = 200_000;
    double before = Hypervolume.of(FRONT, REFERENCE);
    for (int i = 0; i < draws; i++) {
      List<double[]> more = new ArrayList<>(FRONT);
      more.add(
          new double[] {
            means[0] + deviations[0] * random.nextGaussian(),
            means[1] + deviations[1] * random.nextGaussian()
          });
      sum += Hypervolume.of(more, REFERENCE) - before;
    }
    assertThat(Improvement.over(FRONT, REFERENCE).of(means, deviations))
        .isCloseTo(sum / draws, within(0.01));
  }

  @Test
  void rankingIsByTheSameValuesAsClimbing() {
    Random random = new Random(6);
    for (int objectives = 2; objectives <= 3; objectives++) {
      double[] reference = Arrays.copyOf(new double[] {1, 1.1, 1.2}, objectives);
      List<double[]> front = new ArrayList<>();
      for (int i = 0; i < 9; i++) {
        front.add(random.doubles(objectives).toArray());
      }
      ExpectedHypervolumeImprovement both = new ExpectedHypervolumeImprovement(front, reference);
      for (int i = 0; i < 50; i++) {
        double[] means = random.doubles(objectives, -0.2, 1.3).toArray();
        double[] deviations = random.doubles(objectives, 0.01, 0.5).toArray();
        double ranked = both.of(means, deviations);
        double log = both.at(means, deviations, new double[objectives], new double[objectives]);
        assertThat(ranked).isCloseTo(Math.exp(log), within(1e-10));
      }
    }
  }

  @Test
  void moreObjectivesGiveTheGainOfTheHopedForPoint() {
    List<double[]> front = List.of(new double[] {1, 1, 3, 1}, new double[] {3, 1, 1, 2});
    double[] reference = {4, 4, 4, 4};
    double[] means = {2.5, 2.5, 2.5, 2.5};
    double[] deviations = {0.5, 0.5, 0.5, 0.5};
    List<double[]> more = new ArrayList<>(front);
    more.add(new double[] {2, 2, 2, 2});
    assertThat(Improvement.over(front, reference).of(means, deviations))
        .isCloseTo(
            Hypervolume.of(more, reference) - Hypervolume.of(front, reference), within(1e-12));
    assertThat(Improvement.over(front, reference).of(new double[] {9, 9, 9, 9}, deviations))
        .isZero();
  }
}

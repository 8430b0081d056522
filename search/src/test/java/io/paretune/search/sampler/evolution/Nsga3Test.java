package io.paretune.search.sampler.evolution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.paretune.search.pareto.Costs;
import io.paretune.search.problem.Problem;
import io.paretune.search.problem.Problems;
import io.paretune.search.sampler.Sampler;
import io.paretune.search.sampler.SamplerContract;
import io.paretune.search.space.Assignment;
import io.paretune.search.study.Budget;
import io.paretune.search.study.Study;
import io.paretune.search.trial.Trial;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

final class Nsga3Test implements SamplerContract {

  @Override
  public Sampler sampler() {
    return new Nsga3(GeneticSettings.nsga3().withPopulation(10));
  }

  @Override
  public long goldenDigest() {
    return 3143406595484876111L;
  }

  @Test
  void reachesTheSphereOfDtlz2AndSpreadsOverIt() {
    Problem problem = Problems.named("dtlz2");
    Study<Assignment> study =
        problem.study().sampler(new Nsga3(GeneticSettings.nsga3())).seed(3).start();
    study.optimize(problem::evaluate, Budget.trials(8000));
    List<double[]> last = new ArrayList<>();
    for (Trial trial : study.trials().subList(7500, 8000)) {
      double[] at = problem.at(trial.assignment());
      last.add(at);
    }
    last.sort((a, b) -> Double.compare(radius(a), radius(b)));
    // every point of the true front is 1 from the origin; the median child is close
    assertThat(radius(last.get(0))).isGreaterThanOrEqualTo(1);
    assertThat(radius(last.get(250))).isLessThan(1.03);
    assertThat(problem.hypervolume(study)).isGreaterThan(0.70);
    // each of the 91 directions has a good member of the front in its vicinity
    List<double[]> front =
        study.paretoFront().stream().map(member -> problem.at(member.value())).toList();
    for (double[] direction : ReferenceDirections.atMost(92, 3)) {
      double closest = front.stream().mapToDouble(at -> cosine(at, direction)).max().orElseThrow();
      assertThat(Math.acos(Math.min(1, closest))).isLessThan(0.06);
    }
  }

  private static double cosine(double[] one, double[] two) {
    double product = 0;
    for (int i = 0; i < one.length; i++) {
      product += one[i] * two[i];
    }
    return product / radius(one) / radius(two);
  }

  private static double radius(double[] at) {
    return Math.sqrt(Arrays.stream(at).map(f -> f * f).sum());
  }

  @Test
  void directionsAreThoseOfDasAndDennis() {
    // numbers of table I of the paper: 91, 210 with one layer, 156, 275, 135 with two
    assertThat(ReferenceDirections.atMost(91, 3)).hasSize(91);
    assertThat(ReferenceDirections.atMost(104, 3)).hasSize(91);
    assertThat(ReferenceDirections.atMost(210, 5)).hasSize(210);
    assertThat(ReferenceDirections.atMost(156, 8)).hasSize(156);
    assertThat(ReferenceDirections.atMost(275, 10)).hasSize(275);
    assertThat(ReferenceDirections.atMost(135, 15)).hasSize(135);
    assertThat(ReferenceDirections.atMost(100, 2)).hasSize(100);
    assertThat(ReferenceDirections.atMost(4, 1)).containsExactly(new double[] {1});
    for (double[] direction : ReferenceDirections.atMost(156, 8)) {
      assertThat(Arrays.stream(direction).sum()).isCloseTo(1, within(1e-12));
      assertThat(direction).doesNotContain(-1);
    }
    assertThat(ReferenceDirections.layer(2, 2))
        .containsExactly(new double[] {0, 1}, new double[] {0.5, 0.5}, new double[] {1, 0});
  }

  @Test
  void costsAreAssignedToTheNearestLineOfTheScaledSpace() {
    List<Costs> front = List.of(Costs.of(1, 100), Costs.of(2, 40), Costs.of(3, 0));
    Niches niches = new Niches(ReferenceDirections.layer(2, 2));
    List<Niches.Place> places = niches.places(front, front);
    // ideal (1, 0), intercepts 2 and 100: scaled (0, 1), (.5, .4), (1, 0)
    assertThat(places.stream().map(Niches.Place::niche)).containsExactly(0, 1, 2);
    assertThat(places.get(0).distance()).isCloseTo(0, within(1e-6));
    assertThat(places.get(1).distance()).isCloseTo(0.1 / Math.sqrt(2), within(1e-9));
    assertThat(places.get(2).distance()).isCloseTo(0, within(1e-6));
  }

  @Test
  void aFlatFrontIsScaledByItsExtent() {
    List<Costs> front = List.of(Costs.of(1, 5), Costs.of(1, 5));
    Niches niches = new Niches(ReferenceDirections.layer(2, 2));
    assertThat(niches.places(front, front))
        .allSatisfy(place -> assertThat(place.distance()).isZero());
  }

  @Test
  void settingsAreChecked() {
    assertThat(GeneticSettings.nsga3()).isEqualTo(new GeneticSettings(92, 1, 30, 1, 20));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> GeneticSettings.nsga3().withPopulation(3))
        .withMessage("population must be at least 4, got 3");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new GeneticSettings(92, 2, 30, 1, 20))
        .withMessageContaining("crossoverProbability must lie in [0, 1], got 2.0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new GeneticSettings(92, 1, 30, 1, -1))
        .withMessageContaining("above 0");
  }
}

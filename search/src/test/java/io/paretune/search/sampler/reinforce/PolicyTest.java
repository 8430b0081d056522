package io.paretune.search.sampler.reinforce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.paretune.search.pareto.Costs;
import io.paretune.search.sampler.RandomStreams;
import io.paretune.search.space.SearchSpace;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

final class PolicyTest {

  private static final SearchSpace SPACE =
      SearchSpace.builder().choice("op", "a", "b").real("rate", 0, 1).build();

  private static Policy uniform() {
    return new Policy(AxisCells.of(SPACE, 4));
  }

  @Test
  void oneStepIsTheGradientByHand() {
    Policy policy = uniform();
    policy.reinforce(new double[] {0.25, Double.NaN}, 0.8, 0);
    // logits +0.8 * (1 - 1/2) and -0.8 * 1/2: odds of exp(0.8)
    assertThat(policy.share(0, 0)).isCloseTo(1 / (1 + Math.exp(-0.8)), within(1e-12));
    assertThat(policy.share(1, 0)).as("an absent parameter stays").isEqualTo(0.25);
  }

  @Test
  void entropyLeadsBackToTheUniformPolicy() {
    Policy policy = uniform();
    double[] point = {0.25, 0.9};
    policy.reinforce(point, 3, 0);
    assertThat(policy.logProbability(point)).isGreaterThan(Math.log(0.5));
    for (int i = 0; i < 500; i++) {
      policy.reinforce(point, 0, 0.5);
    }
    assertThat(policy.logProbability(point)).isCloseTo(Math.log(0.125), within(1e-6));
  }

  @Test
  void drawsFollowTheShares() {
    Policy policy = uniform();
    policy.reinforce(new double[] {0.25, 0.9}, 2, 0);
    RandomGenerator random = RandomStreams.of(1, 1, "test");
    int taken = 0;
    int last = 0;
    for (int i = 0; i < 20_000; i++) {
      double[] drawn = policy.draw(random, 0);
      taken += drawn[0] < 0.5 ? 1 : 0;
      last += drawn[1] >= 0.75 ? 1 : 0;
    }
    assertThat(taken / 20_000.0).isCloseTo(policy.share(0, 0), within(0.015));
    assertThat(last / 20_000.0).isCloseTo(policy.share(1, 3), within(0.015));
  }

  @Test
  void rewardIsTheSquaredShareThatIsBeatenInTheTradeOff() {
    RewardWindow window = new RewardWindow();
    window.add(Costs.of(0, 10));
    window.add(Costs.of(10, 0));
    window.add(Costs.of(4, 4));
    assertThat(window.reward(new double[] {0.5, 0.5})).isEqualTo(1);
    assertThat(window.reward(new double[] {1, 0})).isEqualTo(0.25);
    window.add(Costs.of(new double[] {0, 0}, 1));
    assertThat(window.reward(new double[] {0.5, 0.5})).as("infeasible").isEqualTo(0);
  }

  @Test
  void directionsAreSpreadWeights() {
    assertThat(Directions.of(1, 7)).hasSize(1);
    List<double[]> three = Directions.of(3, 50);
    double[] mean = new double[3];
    for (double[] weights : three) {
      assertThat(weights[0] + weights[1] + weights[2]).isCloseTo(1, within(1e-12));
      for (int k = 0; k < 3; k++) {
        mean[k] += weights[k] / 50;
      }
    }
    for (double each : mean) {
      assertThat(each).isCloseTo(1 / 3.0, within(0.05));
    }
  }
}

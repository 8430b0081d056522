package io.paretune.evaluators.compress.sensitivity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.paretune.evaluators.compress.sensitivity.ChoicePlan.Option;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class ChoicePlanTest {

  @Test
  void theMostIsGainedWithinWhatMayBeLost() {
    List<List<Option>> parts =
        List.of(
            List.of(new Option(0, 0), new Option(10, 5), new Option(12, 9)),
            List.of(new Option(0, 0), new Option(7, 4)),
            List.of(new Option(1, 0), new Option(2, 0.5)));
    assertThat(ChoicePlan.of(parts, 0)).containsExactly(0, 0, 0);
    assertThat(ChoicePlan.of(parts, 5)).containsExactly(1, 0, 0);
    assertThat(ChoicePlan.of(parts, 9.5)).containsExactly(1, 1, 1);
    assertThat(ChoicePlan.of(parts, 100)).containsExactly(2, 1, 1);
    assertThat(ChoicePlan.of(List.of(), 1)).isEmpty();
  }

  /** Against every combination. */
  @Property(tries = 40, seed = "3")
  void noCombinationIsBetter(@ForAll long seed) {
    Random random = new Random(seed);
    List<List<Option>> parts = new ArrayList<>();
    for (int p = 0; p < 6; p++) {
      List<Option> options = new ArrayList<>(List.of(new Option(0, 0)));
      for (int o = 0; o < 2; o++) {
        options.add(new Option(random.nextDouble() * 4 - 1, random.nextDouble()));
      }
      parts.add(options);
    }
    double allowed = random.nextDouble() * 3;
    double most = 0;
    for (int code = 0; code < 729; code++) {
      List<Integer> plan = new ArrayList<>();
      for (int p = 0, rest = code; p < 6; p++, rest /= 3) {
        plan.add(rest % 3);
      }
      most = sum(parts, plan, false) <= allowed ? Math.max(most, sum(parts, plan, true)) : most;
    }
    List<Integer> found = ChoicePlan.of(parts, allowed);
    assertThat(sum(parts, found, false)).isLessThanOrEqualTo(allowed + 1e-6);
    assertThat(sum(parts, found, true)).isCloseTo(most, within(1e-6));
  }

  private static double sum(List<List<Option>> parts, List<Integer> plan, boolean gains) {
    double sum = 0;
    for (int p = 0; p < plan.size(); p++) {
      Option option = parts.get(p).get(plan.get(p));
      sum += gains ? option.gain() : option.loss();
    }
    return sum;
  }

  /** As many blocks as a large model has, within a second. */
  @Test
  void manyPartsArePlanned() {
    Random random = new Random(1);
    List<List<Option>> parts = new ArrayList<>();
    for (int p = 0; p < 60; p++) {
      double gain = random.nextDouble();
      parts.add(List.of(new Option(0, 0), new Option(gain, 0.1 + gain * random.nextDouble())));
    }
    List<Integer> plan = ChoicePlan.of(parts, 5);
    assertThat(sum(parts, plan, false)).isLessThanOrEqualTo(5.00001);
    assertThat(sum(parts, plan, true)).isGreaterThan(9);
  }

  @Test
  void mistakesAreTold() {
    List<List<Option>> lossy = List.of(List.of(new Option(1, 0.5)));
    assertThatThrownBy(() -> ChoicePlan.of(lossy, 1)).hasMessageContaining("must lose nothing");
    assertThatThrownBy(() -> new Option(1, -1)).hasMessageContaining("at least 0");
    assertThatThrownBy(() -> ChoicePlan.of(List.of(), Double.NaN)).hasMessageContaining("allowed");
  }
}

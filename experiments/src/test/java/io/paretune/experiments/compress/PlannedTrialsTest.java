package io.paretune.experiments.compress;

import static org.assertj.core.api.Assertions.assertThat;

import io.paretune.evaluators.compress.sensitivity.Effect;
import io.paretune.evaluators.compress.sensitivity.Sensitivity;
import io.paretune.evaluators.compress.sensitivity.SensitivityTable;
import io.paretune.evaluators.task.Classification;
import io.paretune.search.space.SearchSpace;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PlannedTrialsTest {

  private static final SearchSpace SPACE =
      SearchSpace.builder()
          .choice("remove.a", true, false)
          .choice("pruning.a", 0.5, 0.25, 0.0)
          .choice("pruning.b", 0.5, 0.0)
          .choice("bits.a", 8, 32)
          .build();

  private static Effect effect(long operations, double divergence) {
    return new Effect(1, operations, 1000, 0.9, divergence, Optional.empty());
  }

  private static Sensitivity row(String block, String change, long operations, double divergence) {
    return new Sensitivity(block, change, effect(1000, 0), effect(operations, divergence));
  }

  private static SensitivityTable table(Sensitivity... rows) {
    return new SensitivityTable(
        effect(1000, 0), 100, new Classification().reported(), "nats", List.of(rows));
  }

  @Test
  void whatSavesMostForItsLossComesFirst() {
    List<Map<String, Object>> trials =
        PlannedTrials.of(
            table(
                row("a", "pruning=0.25", 900, 0.01),
                row("a", "pruning=0.5", 800, 0.05),
                row("a", "remove", 700, 0.5),
                row("b", "pruning=0.5", 990, 0.5)),
            SPACE);
    // all that can be lost is 1: 0.04 buys a quarter of a, 0.1 a half
    assertThat(trials).containsExactly(Map.of("pruning.a", 0.25), Map.of("pruning.a", 0.5));
  }

  @Test
  void whatTheSpaceDoesNotHaveIsNotPlanned() {
    assertThat(
            PlannedTrials.of(
                table(row("a", "bits=8", 1000, 0), row("c", "remove", 500, 0.1)), SPACE))
        .isEmpty();
  }

  @Test
  void plannedTrialsAndOthersTakeTurns() {
    Map<String, Object> one = Map.of("a", 1);
    Map<String, Object> two = Map.of("a", 2);
    Map<String, Object> three = Map.of("a", 3);
    assertThat(SeedTrials.inTurns(List.of(one), List.of(two, one, three)))
        .containsExactly(one, two, three);
  }
}

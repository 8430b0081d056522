package io.paretune.experiments.compress;

import static org.assertj.core.api.Assertions.assertThat;

import io.paretune.evaluators.compress.prune.RemovalPath;
import io.paretune.search.space.SearchSpace;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SeedTrialsTest {

  private static final List<RemovalPath.Step> PATH =
      List.of(
          new RemovalPath.Step("b", 0.9),
          new RemovalPath.Step("a", 0.8),
          new RemovalPath.Step("c'd", 0.5));

  @Test
  void blocksGoInTheOrderOfThePath() {
    List<Map<String, Object>> trials = SeedTrials.along(PATH);
    assertThat(trials)
        .containsExactly(
            Map.of("remove.b", true, "remove.a", true),
            Map.of("remove.b", true),
            Map.of("remove.b", true, "remove.a", true, "remove.c'd", true),
            Map.of("pruning", 0.5),
            Map.of("remove.b", true, "remove.a", true, "pruning", 0.5),
            Map.of("pruning", 0.25),
            Map.of("remove.b", true, "remove.a", true, "remove.c'd", true, "pruning", 0.5));
  }

  @Test
  void groupsOfChannelsAreNarrowedTogetherAsFarAsEachCan() {
    SearchSpace space =
        SearchSpace.builder()
            .choice("remove.b", true, false)
            .choice("pruning.b", 0.5, 0.25, 0.0)
            .choice("pruning.c", 0.5, 0.0)
            .build();
    assertThat(SeedTrials.along(PATH.subList(0, 1), space))
        .containsExactly(
            Map.of("remove.b", true),
            Map.of("remove.b", true, "pruning.c", 0.5),
            Map.of("pruning.b", 0.5, "pruning.c", 0.5),
            Map.of("pruning.b", 0.25));
  }

  @Test
  void aModelWithoutSuchBlocksIsPrunedOnly() {
    assertThat(SeedTrials.along(List.of()))
        .containsExactly(Map.of("pruning", 0.5), Map.of("pruning", 0.25));
  }
}

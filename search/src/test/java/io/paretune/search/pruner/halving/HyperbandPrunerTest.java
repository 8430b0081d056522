package io.paretune.search.pruner.halving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.paretune.search.pruner.Pruner;
import io.paretune.search.pruner.PrunerContract;
import org.junit.jupiter.api.Test;

final class HyperbandPrunerTest implements PrunerContract {

  @Override
  public Pruner pruner() {
    return new HyperbandPruner(new Halving(1, 3, STEPS));
  }

  @Test
  void trialsAreDealtToBracketsInHyperbandsProportions() {
    // rungs at 1, 3, 9 below 27: brackets of 27, 12, 6 and 4 trials, as in the paper's table 1
    // (whose R is 81: 81, 34, 15, 8, 5)
    HyperbandPruner pruner = new HyperbandPruner(new Halving(1, 3, 27));
    int[] counts = new int[pruner.brackets()];
    for (long trial = 0; trial < 49; trial++) {
      counts[pruner.bracket(trial)]++;
    }
    assertThat(counts).containsExactly(27, 12, 6, 4);
    HyperbandPruner paper = new HyperbandPruner(new Halving(1, 3, 81));
    int[] papers = new int[paper.brackets()];
    for (long trial = 0; trial < 143; trial++) {
      papers[paper.bracket(trial)]++;
    }
    assertThat(papers).containsExactly(81, 34, 15, 8, 5);
  }

  @Test
  void theDealIsEvenAndGoesOnForEver() {
    HyperbandPruner pruner = new HyperbandPruner(new Halving(1, 3, 27));
    assertThat(pruner.bracket(49 * 1_000_000_000_000L + 3)).isEqualTo(pruner.bracket(3));
    int[] firstHalf = new int[pruner.brackets()];
    for (long trial = 0; trial < 25; trial++) {
      firstHalf[pruner.bracket(trial)]++;
    }
    assertThat(firstHalf[0]).isBetween(13, 14);
    assertThat(firstHalf[3]).isBetween(1, 3);
  }

  @Test
  void theLastStepMustBeKnown() {
    assertThatThrownBy(() -> new HyperbandPruner(Halving.defaults()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("withLastStep");
  }
}

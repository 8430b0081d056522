package io.paretune.experiments.evaluation.finalists;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class SpreadTest {

  @Test
  void someOfARowAreAtEqualDistancesAndNoneIsAnEnd() {
    List<Integer> row = IntStream.range(0, 12).boxed().toList();
    assertThat(Spread.within(row, 3)).containsExactly(2, 6, 10);
    assertThat(Spread.within(row, 1)).containsExactly(6);
    assertThat(Spread.within(row, 12)).isEqualTo(row);
    assertThat(Spread.within(row, 11)).doesNotHaveDuplicates().hasSize(11);
  }

  @Test
  void theEndsComeFirstThenWhatLiesBetween() {
    assertThat(Spread.over(List.of("a", "b", "c", "d", "e")))
        .containsExactly("a", "e", "c", "b", "d");
  }

  @Property(seed = "41003")
  void eachComesOnce(@ForAll @IntRange(max = 70) int size) {
    List<Integer> row = IntStream.range(0, size).boxed().toList();
    assertThat(Spread.over(row)).containsExactlyInAnyOrderElementsOf(row);
  }
}

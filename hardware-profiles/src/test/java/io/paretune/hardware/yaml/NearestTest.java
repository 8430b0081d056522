package io.paretune.hardware.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestTest {
  @ParameterizedTest
  @CsvSource({"'', '', 0", "kitten, sitting, 3", "abc, '', 3", "nsga2, NSGA2, 0", "ab, ba, 2"})
  void distanceCountsEditsWhateverTheCase(String left, String right, int edits) {
    assertThat(Nearest.distance(left, right)).isEqualTo(edits);
    assertThat(Nearest.distance(right, left)).isEqualTo(edits);
  }

  @Test
  void hintNamesTheNearest() {
    assertThat(Nearest.hint("resnt", List.of("mbconv", "resnet")))
        .isEqualTo("; did you mean 'resnet'?");
  }

  @Test
  void hintIsEmptyWhereNothingIsNear() {
    assertThat(Nearest.hint("zzzzzzzz", List.of("resnet"))).isEmpty();
    assertThat(Nearest.hint("resnet", List.of())).isEmpty();
  }

  @Test
  void equallyNearNamesAreDecidedByTheAlphabet() {
    assertThat(Nearest.hint("bit", List.of("sit", "fit"))).isEqualTo("; did you mean 'fit'?");
  }
}

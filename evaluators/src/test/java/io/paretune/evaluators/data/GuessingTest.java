package io.paretune.evaluators.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.paretune.evaluators.data.source.Examples;
import io.paretune.evaluators.data.source.InputShape;
import java.util.List;
import org.junit.jupiter.api.Test;

class GuessingTest {

  private static final DataSpec SPEC = DataSpec.of("made");

  private static Guessing of(DataSpec spec, int... labels) {
    Preprocessing preprocessing = new Preprocessing(0.5, List.of(1.0), List.of(2.0));
    Examples examples =
        Examples.ofBytes(
            new InputShape(1, 1, 1), List.of("a", "b", "c"), new byte[labels.length], labels);
    return of(spec, examples, preprocessing);
  }

  private static Guessing of(DataSpec spec, Examples examples, Preprocessing preprocessing) {
    return Guessing.of(
        spec,
        new DataSet(
            "made",
            new TrainSplit(examples, preprocessing),
            new ValidationSplit(examples, preprocessing),
            "made",
            "untested"));
  }

  @Test
  void theBoundIsAboveTheCommonestClassAndCanBeReached() {
    // half are the commonest: .5 + .1 * .5
    assertThat(of(SPEC, 0, 1, 0, 2).bound()).isCloseTo(0.55, within(1e-12));
    assertThat(of(SPEC, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1).bound()).isCloseTo(0.91, within(1e-12));
    int[] rare = new int[40];
    for (int i = 0; i < rare.length; i++) {
      rare[i] = i % 3;
    }
    assertThat(of(SPEC, rare).bound()).isCloseTo(0.35 + 0.065, within(1e-12));
  }

  @Test
  void whatIsNearItIsToldThePreprocessing() {
    Guessing measured = of(SPEC, 0, 1, 0, 2);
    measured.require(0.56, "it", "here");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> measured.require(0.54, "it", "here"))
        .withMessageStartingWith(
            "it has accuracy 54.00 % on the validation examples, guessing 50.00 % (always"
                + " answering")
        .withMessageContaining(
            "scale 2.000, mean [1.000], std [2.000] (measured on the training data")
        .withMessageContaining("give the right one in here (preprocessing:");
    Guessing given = of(SPEC.withPreprocessing(Preprocessing.identity(1)), 0, 1, 0, 2);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> given.require(0.5, "it", "here"))
        .withMessageContaining("(as given)");
  }

  @Test
  void modelsOfTextsAreToldTheTokenizer() {
    Examples examples =
        Examples.ofFloats(
            InputShape.text(2, 9), List.of("a", "b"), new float[] {1, 2, 3, 4}, new int[] {0, 1});
    Guessing guessing = of(SPEC, examples, Preprocessing.identity(2));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> guessing.require(0.5, "it", "here"))
        .withMessageContaining("give its tokenizer, and the classes")
        .withMessageNotContaining("mean");
  }
}

package io.paretune.evaluators.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.paretune.evaluators.task.score.Metric;
import io.paretune.evaluators.task.score.Predictions;
import io.paretune.evaluators.task.targets.ClassTargets;
import io.paretune.evaluators.task.targets.LabelTargets;
import io.paretune.evaluators.task.targets.NumberTargets;
import io.paretune.evaluators.task.targets.Targets;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.api.Test;

class HeadTest {

  private static final ClassTargets THREE =
      ClassTargets.of(List.of("a", "b", "c"), new int[] {0, 1, 2, 2});
  private static final ClassTargets TWO =
      ClassTargets.of(List.of("no", "yes"), new int[] {0, 0, 0, 1});
  private static final LabelTargets LABELS =
      LabelTargets.of(List.of("x", "y"), 2, BitSet.valueOf(new byte[] {0b0110}));
  private static final NumberTargets NUMBERS = NumberTargets.of("price", new float[] {1, 3, 5, 7});

  private static float[] target(Head head, Targets targets, int example, double smoothing) {
    float[] into = new float[head.outputs() + 1];
    head.target(targets, example, smoothing, head.outputs(), into, 1);
    assertThat(into[0]).isZero();
    return Arrays.copyOfRange(into, 1, into.length);
  }

  @Test
  void targetsAreWhatTheLossReads() {
    assertThat(target(new Classification().head(THREE), THREE, 1, 0.3))
        .containsExactly(new float[] {0.1f, 0.8f, 0.1f}, within(1e-6f));
    assertThat(target(new BinaryClassification().head(TWO), TWO, 3, 0.2)).containsExactly(0.9f);
    assertThat(target(new BinaryClassification().head(TWO), TWO, 0, 0.2))
        .containsExactly(new float[] {0.1f}, within(1e-7f));
    // bits 1 and 2: the first example has y, the second x
    assertThat(target(new MultiLabel().head(LABELS), LABELS, 0, 0)).containsExactly(0, 1);
    assertThat(target(new MultiLabel().head(LABELS), LABELS, 1, 0.5)).containsExactly(0.75f, 0.25f);
    // mean 4, variance 5, whatever the smoothing
    assertThat(target(new Regression().head(NUMBERS), NUMBERS, 3, 0.1))
        .containsExactly((float) (3 / Math.sqrt(5)));
  }

  @Test
  void numbersKeepTheUnitOfTheTrainingSplit() {
    Head head = new Regression().head(NUMBERS);
    NumberTargets others = NumberTargets.of("price", new float[] {4, 4});
    assertThat(target(head, others, 0, 0)).containsExactly(0);
    assertThat(head.scale().offset()).isEqualTo(4);
    assertThat(head.scale().factor()).isCloseTo(Math.sqrt(5), within(1e-12));
    assertThat(head.scale().inverse().of(head.scale().of(0.7))).isCloseTo(0.7, within(1e-12));
  }

  @Test
  void guessingIsTheBestConstant() {
    Guess classes = new Classification().head(THREE).guess(THREE);
    assertThat(classes.words(Metric.ACCURACY)).isEqualTo("50.00 % (always answering 'c')");
    assertThat(classes.scores().of(Metric.BALANCED_ACCURACY)).isCloseTo(1 / 3.0, within(1e-12));
    assertThat(classes.scores().of(Metric.LOG_LOSS)).isCloseTo(1.5 * Math.log(2), within(1e-12));
    Guess binary = new BinaryClassification().head(TWO).guess(TWO);
    assertThat(binary.scores().of(Metric.ACCURACY)).isEqualTo(0.75);
    assertThat(binary.scores().of(Metric.AUC)).isEqualTo(0.5);
    assertThat(binary.bound()).isCloseTo(0.775, within(1e-12));
    Guess numbers = new Regression().head(NUMBERS).guess(NUMBERS);
    assertThat(numbers.words(Metric.RMSE)).isEqualTo("2.236 (always answering the mean, 4.000)");
    assertThat(numbers.scores().of(Metric.MAE)).isEqualTo(2);
    assertThat(numbers.scores().of(Metric.R2)).isZero();
    Guess labels = new MultiLabel().head(LABELS).guess(LABELS);
    // of each label half are right: precision 1/2, recall 1
    assertThat(labels.scores().of(Metric.F1_MACRO)).isCloseTo(2 / 3.0, within(1e-12));
    assertThat(labels.scores().of(Metric.ACCURACY)).isZero();
  }

  @Test
  void anOutputThatStandsForTheOtherClassIsToldFromWrongInputs() {
    Head head = new BinaryClassification().head(TWO);
    String other = TWO.names().get(0);
    assertThat(head.misread(0.2, TWO).orElseThrow())
        .startsWith("its output stands for the other class, '" + other + "'")
        .contains("--positive '" + other + "'");
    assertThat(head.misread(0.5, TWO)).isEmpty();
    assertThat(new Regression().head(NUMBERS).misread(9, NUMBERS)).isEmpty();
  }

  @Test
  void imbalanceIsNamed() {
    assertThat(new Classification().head(THREE).guess(THREE).line(Metric.ACCURACY))
        .isEqualTo("guessing gets accuracy 50.00 % (always answering 'c')");
    assertThat(new BinaryClassification().head(TWO).guess(TWO).line(Metric.ACCURACY))
        .startsWith("guessing gets accuracy 75.00 % (always answering ")
        .endsWith("is 25 % of the examples");
    assertThat(new Regression().head(NUMBERS).guess(NUMBERS).line(Metric.RMSE))
        .isEqualTo("guessing gets rmse 2.236 (always answering the mean, 4.000)");
    assertThat(new MultiLabel().head(LABELS).guess(LABELS).line(Metric.F1_MACRO))
        .isEqualTo(
            "guessing gets f1-macro 66.67 % (always answering every label); labels are true of:"
                + " 'x' 50 %, 'y' 50 %");
    List<String> names = List.of("a", "b", "c", "d", "e", "f");
    BitSet flags = new BitSet();
    flags.set(0, 5); // all of the first but f
    flags.set(6, 10); // and not e of the second
    LabelTargets many = LabelTargets.of(names, 40, flags);
    assertThat(new MultiLabel().head(many).guess(many).balance())
        .isEqualTo("labels are true of: 'f' 0.0 % to 'd' 5.0 %");
  }

  @Test
  void answersAreToldFromRawOutputsAndTurnedIntoThem() {
    Head three = new Classification().head(THREE);
    Predictions shares = predictions(1, 0.2f, 0.3f, 0.5f);
    assertThat(three.looksAnswered(shares)).isTrue();
    assertThat(three.looksAnswered(predictions(1, 0.2f, 0.3f, 0.6f))).isFalse();
    assertThat(three.looksAnswered(predictions(1, -0.5f, 1, 0.5f))).isFalse();
    Head two = new BinaryClassification().head(TWO);
    assertThat(two.looksAnswered(predictions(3, 0, 0.3f, 1))).isTrue();
    assertThat(two.looksAnswered(predictions(2, 0.3f, 1.5f))).isFalse();
    float[] raw = {0.5f, 0.75f};
    two.toRaw(raw);
    assertThat(raw).containsExactly(new float[] {0, (float) Math.log(3)}, within(1e-6f));
  }

  private static Predictions predictions(int examples, float... values) {
    return new Predictions(values, examples, Predictions.Form.RAW);
  }

  @Test
  void aModelWithOtherOutputsIsRefusedWithTheTaskThatFits() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Classification().head(TWO).requireOutputs(1))
        .withMessageContaining("got 1")
        .withMessageContaining("task: binary");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new BinaryClassification().head(TWO).requireOutputs(2))
        .withMessageContaining("task: classification");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new MultiLabel().head(LABELS).requireOutputs(3))
        .withMessageContaining("each of the data's 2 labels, got 3");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Regression().head(NUMBERS).requireOutputs(2))
        .withMessageContaining("one output, got 2");
    new Classification().head(THREE).requireOutputs(10);
  }

  @Test
  void dataOfAnotherTaskAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new BinaryClassification().head(THREE))
        .withMessageContaining("the data have 3; task: classification");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Regression().head(TWO))
        .withMessageContaining("needs a number of each example, got 2 classes");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Regression().head(NumberTargets.of("p", new float[] {2, 2})))
        .withMessageContaining("numbers that differ, got 2.0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Classification().head(ClassTargets.of(List.of("a"), new int[2])))
        .withMessageContaining("at least two classes");
  }

  @Test
  void tasksAreKnownByName() {
    Tasks tasks = Tasks.standard();
    assertThat(tasks.names())
        .containsExactly(
            "classification",
            "binary",
            "multi-label",
            "regression",
            "text-classification",
            "segmentation",
            "binary-segmentation");
    assertThat(tasks.named("regression")).isEqualTo(new Regression());
    assertThat(tasks.usual()).isEqualTo(new Classification());
    assertThat(tasks.having("auc"))
        .containsExactly("classification", "binary", "multi-label", "text-classification");
    assertThatIllegalArgumentException().isThrownBy(() -> tasks.with(new Regression()));
  }

  @Test
  void whatIsAnsweredOtherwiseIsCounted() {
    Predictions before = new Predictions(new float[] {1, 2, 5, -1}, 2, Predictions.Form.RAW);
    Predictions after = new Predictions(new float[] {3, 2, 4, 1}, 2, Predictions.Form.RAW);
    assertThat(new Classification().head(THREE).changed(before, after)).hasValue(0.5);
    // the second example's last flag
    assertThat(new MultiLabel().head(LABELS).changed(before, after)).hasValue(0.5);
    assertThat(new Regression().head(NUMBERS).changed(before, after)).isEmpty();
  }
}

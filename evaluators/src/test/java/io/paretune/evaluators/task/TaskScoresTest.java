package io.paretune.evaluators.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.paretune.evaluators.task.score.Metric;
import io.paretune.evaluators.task.score.Predictions;
import io.paretune.evaluators.task.score.Scores;
import io.paretune.evaluators.task.targets.ClassTargets;
import io.paretune.evaluators.task.targets.LabelTargets;
import io.paretune.evaluators.task.targets.NumberTargets;
import java.util.BitSet;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/**
 * Scores against scikit-learn 1.2.1 (Debian 12), whose numbers stand here: the same answers, drawn
 * by a linear congruential generator, were given to {@code accuracy_score}, {@code
 * balanced_accuracy_score}, {@code f1_score(average='macro')}, {@code log_loss}, {@code
 * roc_auc_score}, {@code mean_squared_error}, {@code mean_absolute_error} and {@code r2_score}.
 */
class TaskScoresTest {

  private static final int EXAMPLES = 60;
  private static final Offset<Double> NEAR = within(1e-6);

  /** {@code x = 1103515245 x + 12345 mod 2^31}, in [0, 1). */
  private static double[] drawn(int count, long seed) {
    double[] values = new double[count];
    long x = seed;
    for (int i = 0; i < count; i++) {
      x = (1103515245L * x + 12345) % (1L << 31);
      values[i] = x / (double) (1L << 31);
    }
    return values;
  }

  private static double rounded(double value, double unit) {
    return Math.rint(value * unit) / unit;
  }

  private static Scores scores(Head head, float[] values, Predictions.Form form, ClassTargets of) {
    return head.score(new Predictions(values, of.size(), form), of);
  }

  private static void assertScores(Scores scores, Metric metric, double expected) {
    assertThat(scores.of(metric)).as(metric.name()).isCloseTo(expected, NEAR);
  }

  /** Four classes, of which every fifth example is the last. */
  private static ClassTargets fourClasses() {
    double[] draws = drawn(EXAMPLES, 99);
    int[] classes = new int[EXAMPLES];
    for (int i = 0; i < EXAMPLES; i++) {
      classes[i] = i % 5 == 0 ? 3 : Math.min(2, (int) (draws[i] * 4 * 0.999));
    }
    return ClassTargets.of(List.of("a", "b", "c", "d"), classes);
  }

  private static float[] fourLogits(ClassTargets truth) {
    double[] draws = drawn(EXAMPLES * 4, 7);
    double[] right = drawn(EXAMPLES, 5);
    float[] logits = new float[draws.length];
    for (int i = 0; i < logits.length; i++) {
      logits[i] = (float) rounded(draws[i] * 6 - 3, 1000);
      logits[i] += truth.at(i / 4) == i % 4 && right[i / 4] > 0.4 ? 2 : 0;
    }
    return logits;
  }

  @Test
  void classificationAgreesWithScikitLearn() {
    ClassTargets truth = fourClasses();
    Head head = new Classification().head(truth);
    Scores scores = scores(head, fourLogits(truth), Predictions.Form.RAW, truth);
    assertScores(scores, Metric.ACCURACY, 0.4166666666666667);
    assertScores(scores, Metric.BALANCED_ACCURACY, 0.43663003663003663);
    assertScores(scores, Metric.F1_MACRO, 0.4037186832940119);
    assertScores(scores, Metric.LOG_LOSS, 1.7218868669960838);
    assertThat(scores.byName().keySet())
        .containsExactly("accuracy", "balanced-accuracy", "f1-macro", "log-loss");
    assertThat(head.metrics()).doesNotContain(Metric.AUC);
  }

  private static ClassTargets twoClasses() {
    double[] draws = drawn(EXAMPLES, 22);
    int[] classes = new int[EXAMPLES];
    for (int i = 0; i < EXAMPLES; i++) {
      classes[i] = draws[i] < 0.35 ? 1 : 0;
    }
    return ClassTargets.of(List.of("no", "yes"), classes);
  }

  /** Rounded to a tenth, so that some are equal. */
  private static float[] oneLogit(ClassTargets truth) {
    double[] draws = drawn(EXAMPLES, 21);
    float[] logits = new float[EXAMPLES];
    for (int i = 0; i < EXAMPLES; i++) {
      logits[i] = (float) rounded(draws[i] * 4 - 2, 10) + 1.5f * truth.at(i);
    }
    return logits;
  }

  private static void assertBinary(Scores scores) {
    assertScores(scores, Metric.ACCURACY, 0.6333333333333333);
    assertScores(scores, Metric.BALANCED_ACCURACY, 0.6333333333333333);
    assertScores(scores, Metric.F1_MACRO, 0.6180555555555556);
    assertScores(scores, Metric.LOG_LOSS, 0.5867208808934271);
    assertScores(scores, Metric.AUC, 0.7961111111111111);
  }

  @Test
  void oneOutputForTwoClassesAgreesWithScikitLearn() {
    ClassTargets truth = twoClasses();
    Head head = new BinaryClassification().head(truth);
    Scores scores = scores(head, oneLogit(truth), Predictions.Form.RAW, truth);
    assertBinary(scores);
    assertScores(scores, Metric.F1, 0.6944444444444444);
  }

  @Test
  void aLogitAndItsProbabilityAndTwoOutputsThatDifferByItAreTheSameAnswer() {
    ClassTargets truth = twoClasses();
    float[] logits = oneLogit(truth);
    float[] probabilities = new float[EXAMPLES];
    float[] pairs = new float[2 * EXAMPLES];
    for (int i = 0; i < EXAMPLES; i++) {
      probabilities[i] = (float) (1 / (1 + Math.exp(-logits[i])));
      pairs[2 * i] = -logits[i] / 2;
      pairs[2 * i + 1] = logits[i] / 2;
    }
    Head one = new BinaryClassification().head(truth);
    Head two = new Classification().head(truth);
    assertBinary(scores(one, probabilities, Predictions.Form.ANSWERS, truth));
    assertBinary(scores(two, pairs, Predictions.Form.RAW, truth));
  }

  @Test
  void severalLabelsAgreeWithScikitLearn() {
    double[] truths = drawn(3 * EXAMPLES, 32);
    double[] draws = drawn(3 * EXAMPLES, 31);
    double[] shares = {0.5, 0.3, 0.1};
    BitSet flags = new BitSet();
    float[] logits = new float[3 * EXAMPLES];
    for (int i = 0; i < logits.length; i++) {
      flags.set(i, truths[i] < shares[i % 3]);
      logits[i] = (float) rounded(draws[i] * 4 - 2, 100) + (flags.get(i) ? 1 : 0);
    }
    LabelTargets truth = LabelTargets.of(List.of("x", "y", "z"), EXAMPLES, flags);
    Scores scores =
        new MultiLabel()
            .head(truth)
            .score(new Predictions(logits, EXAMPLES, Predictions.Form.RAW), truth);
    assertScores(scores, Metric.F1_MACRO, 0.4674619300430403);
    assertScores(scores, Metric.ACCURACY, 0.15);
    assertScores(scores, Metric.LOG_LOSS, 0.7631744112616525);
    assertScores(scores, Metric.AUC, 0.6455400566511678);
  }

  @Test
  void numbersAgreeWithScikitLearnInWhateverFormTheyCome() {
    double[] truths = drawn(EXAMPLES, 41);
    double[] errors = drawn(EXAMPLES, 42);
    float[] numbers = new float[EXAMPLES];
    float[] answers = new float[EXAMPLES];
    for (int i = 0; i < EXAMPLES; i++) {
      numbers[i] = (float) rounded(truths[i] * 100, 100);
      answers[i] = numbers[i] + (float) rounded(errors[i] * 20 - 8, 100);
    }
    NumberTargets truth = NumberTargets.of("t", numbers);
    Head head = new Regression().head(truth);
    float[] raw = answers.clone();
    head.toRaw(raw);
    for (Scores scores :
        List.of(
            head.score(new Predictions(answers, EXAMPLES, Predictions.Form.ANSWERS), truth),
            head.score(new Predictions(raw, EXAMPLES, Predictions.Form.RAW), truth))) {
      assertThat(scores.of(Metric.RMSE)).isCloseTo(5.724387022302315, within(1e-5));
      assertThat(scores.of(Metric.MAE)).isCloseTo(4.7818331559499105, within(1e-5));
      assertThat(scores.of(Metric.R2)).isCloseTo(0.9554399318468183, within(1e-6));
    }
  }

  @Test
  void whatIsNotDefinedIsAbsentAndSaidSo() {
    ClassTargets one = ClassTargets.of(List.of("no", "yes"), new int[] {1, 1});
    Scores scores =
        scores(
            new BinaryClassification().head(one), new float[] {1, -1}, Predictions.Form.RAW, one);
    assertThat(scores.find(Metric.AUC)).isEmpty();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> scores.of(Metric.AUC))
        .withMessageContaining("metric 'auc' is not defined by these examples");
  }

  @Test
  void theOrderOfExamplesDoesNotMatter() {
    ClassTargets truth = fourClasses();
    float[] logits = fourLogits(truth);
    int[] reversed = new int[EXAMPLES];
    float[] others = new float[logits.length];
    for (int i = 0; i < EXAMPLES; i++) {
      reversed[i] = EXAMPLES - 1 - i;
      System.arraycopy(logits, 4 * reversed[i], others, 4 * i, 4);
    }
    Head head = new Classification().head(truth);
    Scores there = scores(head, logits, Predictions.Form.RAW, truth);
    Scores back = scores(head, others, Predictions.Form.RAW, truth.select(reversed));
    head.metrics().forEach(metric -> assertScores(back, metric, there.of(metric)));
  }
}

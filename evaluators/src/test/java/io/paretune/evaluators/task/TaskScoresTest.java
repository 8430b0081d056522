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
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/**
 * Scores against scikit-learn 1.2.1 (Debian 12), whose numbers stand here: the same answers, drawn
 * by a linear congruential generator, were given to {@code accuracy_score}, {@code
 * balanced_accuracy_score}, {@code f1_score(average='macro')}, {@code
 * precision_recall_fscore_support}, {@code log_loss}, {@code roc_auc_score}, {@code
 * mean_squared_error}, {@code mean_absolute_error} and {@code r2_score}.
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
    assertSingles(
        scores,
        Map.of(
            "a", List.of(0.1875, 0.42857142857142855, 0.26086956521739124),
            "b", List.of(0.3333333333333333, 0.26666666666666666, 0.2962962962962963),
            "c", List.of(0.5882352941176471, 0.38461538461538464, 0.46511627906976744),
            "d", List.of(0.5333333333333333, 0.6666666666666666, 0.5925925925925926)));
  }

  /** Precision, recall and F1 of each class or label. */
  private static void assertSingles(Scores scores, Map<String, List<Double>> expected) {
    expected.forEach(
        (name, figures) -> {
          assertScores(scores, Metric.PRECISION.of(name), figures.get(0));
          assertScores(scores, Metric.RECALL.of(name), figures.get(1));
          assertScores(scores, Metric.F1.of(name), figures.get(2));
        });
  }

  @Test
  void singleClassesAreKeptIfTheyAreWanted() {
    ClassTargets truth = fourClasses();
    Head head = new Classification().head(truth);
    Scores scores = scores(head, fourLogits(truth), Predictions.Form.RAW, truth);
    assertThat(scores.byName(Set.of("recall:d", "f1:a", "size-bytes")))
        .containsOnlyKeys(
            "accuracy", "balanced-accuracy", "f1-macro", "log-loss", "f1:a", "recall:d")
        .containsEntry("recall:d", scores.of(Metric.RECALL.of("d")));
    assertThat(head.singles()).containsExactly("a", "b", "c", "d");
    assertThat(head.task().metric("recall:a:b")).contains(Metric.RECALL.of("a:b"));
    assertThat(head.task().metric("recall:")).isEmpty();
    assertThat(head.task().metric("recall")).isEmpty();
    assertThat(new Regression().metric("recall:a")).isEmpty();
    assertThat(Tasks.standard().having("f1:a"))
        .containsExactly("classification", "binary", "multi-label", "text-classification");
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
    assertSingles(
        scores,
        Map.of(
            "no", List.of(0.7222222222222222, 0.43333333333333335, 0.5416666666666666),
            "yes", List.of(0.5952380952380952, 0.8333333333333334, 0.6944444444444444)));
  }

  @Test
  void theFirstOfTwoClassesCanBeThePositiveOne() {
    ClassTargets truth = twoClasses();
    float[] yes = oneLogit(truth);
    float[] no = new float[EXAMPLES];
    for (int i = 0; i < EXAMPLES; i++) {
      yes[i] += 0.05f; // none is 0, which says the other class in either case
      no[i] = -yes[i];
    }
    Head head = new BinaryClassification(Optional.of("no")).head(truth);
    Scores usual = scores(new BinaryClassification().head(truth), yes, Predictions.Form.RAW, truth);
    Scores scores = scores(head, no, Predictions.Form.RAW, truth);
    for (Metric metric : new Classification().metrics()) {
      assertScores(scores, metric, usual.of(metric));
    }
    assertScores(usual, Metric.F1, usual.of(Metric.F1.of("yes")));
    assertScores(scores, Metric.F1, usual.of(Metric.F1.of("no")));
    assertScores(scores, Metric.RECALL.of("yes"), usual.of(Metric.RECALL.of("yes")));
    float[] target = new float[1];
    for (int i = 0; i < EXAMPLES; i++) {
      head.target(truth, i, 0.2, 1, target, 0);
      assertThat(target[0]).isEqualTo(truth.at(i) == 0 ? 0.9f : 0.1f);
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new BinaryClassification(Optional.of("yess")).head(truth))
        .withMessage(
            "the positive class must be one of [no, yes], got 'yess'; did you mean 'yes'?");
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
    assertSingles(
        scores,
        Map.of(
            "x", List.of(0.575, 0.696969696969697, 0.6301369863013698),
            "y", List.of(0.4666666666666667, 0.56, 0.509090909090909),
            "z", List.of(0.16129032258064516, 0.7142857142857143, 0.2631578947368421)));
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

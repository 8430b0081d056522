package io.paretune.evaluators.task;

import io.paretune.evaluators.task.loss.Loss;
import io.paretune.evaluators.task.loss.SoftmaxCrossEntropy;
import io.paretune.evaluators.task.score.ConfusionMatrix;
import io.paretune.evaluators.task.score.Divergence;
import io.paretune.evaluators.task.score.Metric;
import io.paretune.evaluators.task.score.OneByOne;
import io.paretune.evaluators.task.score.Picture;
import io.paretune.evaluators.task.score.Predictions;
import io.paretune.evaluators.task.score.Probabilities;
import io.paretune.evaluators.task.score.RocCurve;
import io.paretune.evaluators.task.score.Scores;
import io.paretune.evaluators.task.targets.ClassTargets;
import io.paretune.evaluators.task.targets.TargetKind;
import io.paretune.evaluators.task.targets.Targets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One of two or more classes, with an output for each, of which the highest is the answer.
 *
 * @param name in experiment files
 * @param readsTexts whether the examples are texts if nothing else is said of them
 */
public record Classification(String name, boolean readsTexts) implements Task {

  static final String NAME = "classification";

  /** Of examples of any kind. */
  public Classification() {
    this(NAME, false);
  }

  /** Of texts. */
  public static Classification ofTexts() {
    return new Classification("text-classification", true);
  }

  /** A float's rounding of probabilities that add up to one. */
  private static final double NEAR = 1e-3;

  /** A share of what even guesses get. */
  private static final double FAR_BELOW_CHANCE = 0.5;

  private static final int MOST_LISTED = 10;

  private static final double SMALLEST_PROBABILITY = 1e-12;

  @Override
  public TargetKind targets() {
    return TargetKind.CLASSES;
  }

  @Override
  public List<Metric> metrics() {
    return List.of(
        Metric.ACCURACY, Metric.BALANCED_ACCURACY, Metric.F1_MACRO, Metric.LOG_LOSS, Metric.AUC);
  }

  @Override
  public List<Metric> ofEach() {
    return OneByOne.FIGURES;
  }

  @Override
  public Head head(Targets train) {
    ClassTargets classes = Heads.classes(train, this);
    if (classes.names().size() < 2) {
      throw new IllegalArgumentException(
          "task: %s needs at least two classes, got %s".formatted(NAME, classes.names()));
    }
    return new ClassHead(this, classes.names());
  }

  /** The metrics of two-valued truth and of answers that are classes. */
  static Map<Metric, Double> ofMatrix(ConfusionMatrix matrix) {
    Map<Metric, Double> values = new LinkedHashMap<>();
    values.put(Metric.ACCURACY, matrix.accuracy());
    values.put(Metric.BALANCED_ACCURACY, matrix.balancedAccuracy());
    values.put(Metric.F1_MACRO, matrix.f1Macro());
    return values;
  }

  /** The head for some classes. */
  private record ClassHead(Classification task, List<String> classes) implements Head {

    @Override
    public int outputs() {
      return classes.size();
    }

    @Override
    public List<Metric> metrics() {
      List<Metric> all = task.metrics();
      return classes.size() == 2
          ? all
          : all.stream().filter(metric -> !metric.equals(Metric.AUC)).toList();
    }

    @Override
    public List<String> singles() {
      return classes;
    }

    @Override
    public void requireOutputs(int outputs) {
      if (outputs < classes.size()) {
        throw new IllegalArgumentException(
            "the model must have a score for each of the data's %d classes, got %d; %s"
                .formatted(
                    classes.size(),
                    outputs,
                    outputs == 1 && classes.size() == 2
                        ? "for one output that tells two classes apart: task: "
                            + BinaryClassification.NAME
                        : outputs == 1
                            ? "give data of two classes and task: "
                                + BinaryClassification.NAME
                                + ", or numbers and task: "
                                + Regression.NAME
                            : "give data of the model's classes only"));
      }
    }

    @Override
    public Loss loss() {
      return new SoftmaxCrossEntropy();
    }

    @Override
    public OutputScale scale() {
      return OutputScale.identity();
    }

    @Override
    public Predictions.Form formOfFile(boolean closed) {
      return closed ? Predictions.Form.ANSWERS : Predictions.Form.RAW;
    }

    @Override
    public OutputFunction function() {
      return OutputFunction.SOFTMAX;
    }

    @Override
    public boolean looksAnswered(Predictions unknown) {
      for (int i = 0; i < unknown.examples(); i++) {
        double sum = 0;
        for (int o = 0; o < unknown.outputs(); o++) {
          float value = unknown.at(i, o);
          sum += value < 0 ? Double.NaN : value;
        }
        if (!(Math.abs(sum - 1) < NEAR)) {
          return false;
        }
      }
      return true;
    }

    @Override
    public void toRaw(float[] answers) {
      for (int i = 0; i < answers.length; i++) {
        answers[i] = (float) Math.log(Math.max(answers[i], SMALLEST_PROBABILITY));
      }
    }

    @Override
    public void target(
        Targets targets, int example, double smoothing, int outputs, float[] into, int offset) {
      int label = Heads.classes(targets, task).at(example);
      for (int c = 0; c < outputs; c++) {
        into[offset + c] = (float) (smoothing / outputs + (c == label ? 1 - smoothing : 0));
      }
    }

    @Override
    public Scores score(Predictions outputs, Targets targets) {
      ClassTargets truth = Heads.classes(targets, task);
      double loss = 0;
      for (int i = 0; i < truth.size(); i++) {
        loss -= Probabilities.logOfClass(outputs, i, truth.at(i));
      }
      ConfusionMatrix matrix = matrix(outputs, truth);
      Map<Metric, Double> values = ofMatrix(matrix);
      values.put(Metric.LOG_LOSS, loss / truth.size());
      if (classes.size() == 2) {
        values.put(Metric.AUC, area(outputs, truth));
      }
      return Scores.of(values).with(OneByOne.of(matrix, classes));
    }

    private static ConfusionMatrix matrix(Predictions outputs, ClassTargets truth) {
      int[] answered = new int[truth.size()];
      for (int i = 0; i < answered.length; i++) {
        answered[i] = outputs.highest(i);
      }
      return ConfusionMatrix.of(truth.all(), answered, outputs.outputs());
    }

    @Override
    public Optional<Picture> picture(Predictions outputs, Targets targets) {
      return outputs.outputs() > Picture.MOST_CLASSES
          ? Optional.empty()
          : Optional.of(
              Picture.Confusion.of(matrix(outputs, Heads.classes(targets, task)), classes));
    }

    private static double area(Predictions outputs, ClassTargets truth) {
      boolean[] second = new boolean[truth.size()];
      double[] scores = new double[truth.size()];
      for (int i = 0; i < scores.length; i++) {
        second[i] = truth.at(i) == 1;
        scores[i] =
            outputs.form() == Predictions.Form.ANSWERS
                ? outputs.at(i, 1)
                : (double) outputs.at(i, 1) - outputs.at(i, 0);
      }
      return RocCurve.area(second, scores);
    }

    @Override
    public double farthest(Predictions some, Predictions others) {
      return Divergence.farthestOfClasses(some, others);
    }

    @Override
    public double divergence(Predictions before, Predictions after) {
      return Divergence.ofClasses(before, after);
    }

    /** Far fewer right answers than chance has: the outputs stand for other classes. */
    @Override
    public Optional<String> misread(double score, Targets targets) {
      return score < FAR_BELOW_CHANCE / classes.size()
          ? Optional.of(
              "that is less than chance, so its outputs stand for other classes, or for these in another order; taken was %s; say it in the data: classes: [..], in the order of the outputs"
                  .formatted(first(classes)))
          : Optional.empty();
    }

    private static String first(List<String> names) {
      return names.size() <= MOST_LISTED
          ? names.toString()
          : names.subList(0, MOST_LISTED) + " and " + (names.size() - MOST_LISTED) + " more";
    }

    @Override
    public Guess guess(Targets targets) {
      return Heads.commonest(Heads.classes(targets, task));
    }
  }
}

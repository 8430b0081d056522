package io.paretune.evaluators.task;

import io.paretune.evaluators.task.score.ConfusionMatrix;
import io.paretune.evaluators.task.score.Divergence;
import io.paretune.evaluators.task.score.Metric;
import io.paretune.evaluators.task.score.OneByOne;
import io.paretune.evaluators.task.score.Picture;
import io.paretune.evaluators.task.score.Predictions;
import io.paretune.evaluators.task.score.RocCurve;
import io.paretune.evaluators.task.score.Scores;
import io.paretune.evaluators.task.targets.ClassTargets;
import io.paretune.evaluators.task.targets.TargetKind;
import io.paretune.evaluators.task.targets.Targets;
import io.paretune.hardware.yaml.Nearest;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One of two classes, with a single output: the logit or the probability of the positive class,
 * which is the answer where that is over a half.
 *
 * @param positive the name of that class; the second one of the data if absent
 */
@SuppressWarnings("OptionalUsedAsFieldOrParameterType")
public record BinaryClassification(Optional<String> positive) implements Task {

  static final String NAME = "binary";

  /** The second class is the positive one. */
  public BinaryClassification() {
    this(Optional.empty());
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public TargetKind targets() {
    return TargetKind.CLASSES;
  }

  @Override
  public List<Metric> metrics() {
    return List.of(
        Metric.ACCURACY,
        Metric.BALANCED_ACCURACY,
        Metric.F1_MACRO,
        Metric.F1,
        Metric.LOG_LOSS,
        Metric.AUC);
  }

  @Override
  public List<Metric> ofEach() {
    return OneByOne.FIGURES;
  }

  @Override
  public Head head(Targets train) {
    ClassTargets classes = Heads.classes(train, this);
    if (classes.names().size() != 2) {
      throw new IllegalArgumentException(
          "task: %s tells two classes apart, the data have %d; task: %s"
              .formatted(NAME, classes.names().size(), Classification.NAME));
    }
    return new BinaryHead(
        this, classes.names(), positive.map(name -> index(name, classes)).orElse(1));
  }

  private static int index(String name, ClassTargets classes) {
    int index = classes.names().indexOf(name);
    if (index < 0) {
      throw new IllegalArgumentException(
          "the positive class must be one of %s, got '%s'%s"
              .formatted(classes.names(), name, Nearest.hint(name, classes.names())));
    }
    return index;
  }

  /**
   * The head for two classes.
   *
   * @param yes which of them is positive
   */
  private record BinaryHead(BinaryClassification task, List<String> classes, int yes)
      implements SigmoidHead {

    private boolean[] positives(ClassTargets truth) {
      boolean[] positives = new boolean[truth.size()];
      for (int i = 0; i < positives.length; i++) {
        positives[i] = truth.at(i) == yes;
      }
      return positives;
    }

    private ConfusionMatrix matrix(Predictions outputs, ClassTargets truth) {
      int[] answered = Heads.flags(outputs, 0);
      for (int i = 0; i < answered.length; i++) {
        answered[i] = answered[i] == 1 ? yes : 1 - yes;
      }
      return ConfusionMatrix.of(truth.all(), answered, 2);
    }

    @Override
    public List<String> singles() {
      return classes;
    }

    @Override
    public int outputs() {
      return 1;
    }

    @Override
    public List<Metric> metrics() {
      return task.metrics();
    }

    @Override
    public void requireOutputs(int outputs) {
      if (outputs != 1) {
        throw new IllegalArgumentException(
            "task: %s is for a model with one output, got %d; %s"
                .formatted(
                    NAME,
                    outputs,
                    outputs == 2
                        ? "for one output for each class: task: " + Classification.NAME
                        : "give a model with one output"));
      }
    }

    @Override
    public void target(
        Targets targets, int example, double smoothing, int outputs, float[] into, int offset) {
      boolean positive = Heads.classes(targets, task).at(example) == yes;
      into[offset] = (float) (smoothing / 2 + (positive ? 1 - smoothing : 0));
    }

    @Override
    public Scores score(Predictions outputs, Targets targets) {
      ClassTargets truth = Heads.classes(targets, task);
      boolean[] positives = positives(truth);
      ConfusionMatrix matrix = matrix(outputs, truth);
      Map<Metric, Double> values = Classification.ofMatrix(matrix);
      values.put(Metric.F1, matrix.f1(yes));
      values.put(Metric.LOG_LOSS, Heads.logLoss(outputs, 0, positives));
      values.put(Metric.AUC, RocCurve.area(positives, Heads.column(outputs, 0)));
      return Scores.of(values).with(OneByOne.of(matrix, classes));
    }

    @Override
    public Optional<Picture> picture(Predictions outputs, Targets targets) {
      ClassTargets truth = Heads.classes(targets, task);
      return Optional.of(Picture.Confusion.of(matrix(outputs, truth), classes));
    }

    @Override
    public double farthest(Predictions some, Predictions others) {
      return Divergence.farthestOfFlags(some, others);
    }

    @Override
    public double divergence(Predictions before, Predictions after) {
      return Divergence.ofFlags(before, after);
    }

    /** Answers that are wrong far too often are right about the other class. */
    @Override
    public Optional<String> misread(double score, Targets targets) {
      String other = classes.get(1 - yes);
      return 1 - score > guess(targets).bound()
          ? Optional.of(
              "its output stands for the other class, '%s': say --positive '%s', or task: {name: %s, positive: '%s'}"
                  .formatted(other, other, NAME, other))
          : Optional.empty();
    }

    @Override
    public Guess guess(Targets targets) {
      return Heads.commonest(Heads.classes(targets, task));
    }
  }
}

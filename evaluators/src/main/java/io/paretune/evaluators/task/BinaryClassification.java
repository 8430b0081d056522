package io.paretune.evaluators.task;

import io.paretune.evaluators.task.score.ConfusionMatrix;
import io.paretune.evaluators.task.score.Divergence;
import io.paretune.evaluators.task.score.Metric;
import io.paretune.evaluators.task.score.Picture;
import io.paretune.evaluators.task.score.Predictions;
import io.paretune.evaluators.task.score.RocCurve;
import io.paretune.evaluators.task.score.Scores;
import io.paretune.evaluators.task.targets.ClassTargets;
import io.paretune.evaluators.task.targets.TargetKind;
import io.paretune.evaluators.task.targets.Targets;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One of two classes, with a single output: the logit or the probability of the second class, which
 * is the answer where that is over a half.
 */
public record BinaryClassification() implements Task {

  static final String NAME = "binary";

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
  public Head head(Targets train) {
    ClassTargets classes = Heads.classes(train, this);
    if (classes.names().size() != 2) {
      throw new IllegalArgumentException(
          "task: %s tells two classes apart, the data have %d; task: %s"
              .formatted(NAME, classes.names().size(), Classification.NAME));
    }
    return new BinaryHead(this, classes.names());
  }

  /** The head for two classes. */
  private record BinaryHead(BinaryClassification task, List<String> classes)
      implements SigmoidHead {

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
      int label = Heads.classes(targets, task).at(example);
      into[offset] = (float) (smoothing / 2 + (1 - smoothing) * label);
    }

    @Override
    public Scores score(Predictions outputs, Targets targets) {
      ClassTargets truth = Heads.classes(targets, task);
      boolean[] positive = new boolean[truth.size()];
      for (int i = 0; i < positive.length; i++) {
        positive[i] = truth.at(i) == 1;
      }
      ConfusionMatrix matrix = ConfusionMatrix.of(truth.all(), Heads.flags(outputs, 0), 2);
      Map<Metric, Double> values = Classification.ofMatrix(matrix);
      values.put(Metric.F1, matrix.f1(1));
      values.put(Metric.LOG_LOSS, Heads.logLoss(outputs, 0, positive));
      values.put(Metric.AUC, RocCurve.area(positive, Heads.column(outputs, 0)));
      return Scores.of(values);
    }

    @Override
    public Optional<Picture> picture(Predictions outputs, Targets targets) {
      ClassTargets truth = Heads.classes(targets, task);
      return Optional.of(
          Picture.Confusion.of(
              ConfusionMatrix.of(truth.all(), Heads.flags(outputs, 0), 2), classes));
    }

    @Override
    public double farthest(Predictions some, Predictions others) {
      return Divergence.farthestOfFlags(some, others);
    }

    @Override
    public double divergence(Predictions before, Predictions after) {
      return Divergence.ofFlags(before, after);
    }

    @Override
    public Guess guess(Targets targets) {
      return Heads.commonest(Heads.classes(targets, task));
    }
  }
}

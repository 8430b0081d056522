package io.paretune.evaluators.task;

import io.paretune.evaluators.task.score.ConfusionMatrix;
import io.paretune.evaluators.task.score.Divergence;
import io.paretune.evaluators.task.score.Metric;
import io.paretune.evaluators.task.score.OneByOne;
import io.paretune.evaluators.task.score.Picture;
import io.paretune.evaluators.task.score.Predictions;
import io.paretune.evaluators.task.score.RocCurve;
import io.paretune.evaluators.task.score.Scores;
import io.paretune.evaluators.task.targets.LabelTargets;
import io.paretune.evaluators.task.targets.TargetKind;
import io.paretune.evaluators.task.targets.Targets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Any of several labels, each with an output of its own: the logit or the probability that the
 * example has it. An answer is right if all labels are.
 */
public record MultiLabel() implements Task {

  static final String NAME = "multi-label";

  private static final int LABELS_NAMED = 4;

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public TargetKind targets() {
    return TargetKind.LABELS;
  }

  /** The F1 comes first: most answers are wrong in one of many labels, and right in many. */
  @Override
  public List<Metric> metrics() {
    return List.of(Metric.F1_MACRO, Metric.ACCURACY, Metric.LOG_LOSS, Metric.AUC);
  }

  @Override
  public List<Metric> ofEach() {
    return OneByOne.FIGURES;
  }

  @Override
  public Head head(Targets train) {
    return new LabelHead(this, labels(train, this).names());
  }

  private static LabelTargets labels(Targets targets, Task task) {
    if (targets instanceof LabelTargets labels) {
      return labels;
    }
    throw Heads.refused(targets, task);
  }

  /** The head for some labels. */
  private record LabelHead(MultiLabel task, List<String> labels) implements SigmoidHead {

    @Override
    public int outputs() {
      return labels.size();
    }

    @Override
    public List<Metric> metrics() {
      return task.metrics();
    }

    @Override
    public List<String> singles() {
      return labels;
    }

    @Override
    public void requireOutputs(int outputs) {
      if (outputs != labels.size()) {
        throw new IllegalArgumentException(
            "the model must have an output for each of the data's %d labels, got %d"
                .formatted(labels.size(), outputs));
      }
    }

    @Override
    public void target(
        Targets targets, int example, double smoothing, int outputs, float[] into, int offset) {
      LabelTargets truth = MultiLabel.labels(targets, task);
      for (int l = 0; l < outputs; l++) {
        into[offset + l] = (float) (smoothing / 2 + (truth.at(example, l) ? 1 - smoothing : 0));
      }
    }

    @Override
    public Scores score(Predictions outputs, Targets targets) {
      LabelTargets truth = MultiLabel.labels(targets, task);
      boolean[] right = new boolean[truth.size()];
      Arrays.fill(right, true);
      double f1 = 0;
      double loss = 0;
      for (int l = 0; l < labels.size(); l++) {
        boolean[] has = truth.column(l);
        int[] answered = Heads.flags(outputs, l);
        for (int i = 0; i < right.length; i++) {
          right[i] &= has[i] == (answered[i] == 1);
        }
        f1 += ConfusionMatrix.of(Heads.whole(has), answered, 2).f1(1);
        loss += Heads.logLoss(outputs, l, has);
      }
      Map<Metric, Double> values = new LinkedHashMap<>();
      values.put(Metric.F1_MACRO, f1 / labels.size());
      values.put(Metric.ACCURACY, share(right));
      values.put(Metric.LOG_LOSS, loss / labels.size());
      values.put(Metric.AUC, area(outputs, truth));
      return Scores.of(values).with(each(outputs, truth));
    }

    private OneByOne each(Predictions outputs, LabelTargets truth) {
      OneByOne each = new OneByOne();
      for (int l = 0; l < labels.size(); l++) {
        int[] has = Heads.whole(truth.column(l));
        each.add(labels.get(l), ConfusionMatrix.of(has, Heads.flags(outputs, l), 2), 1);
      }
      return each;
    }

    /** Mean over the labels that some examples have and some have not. */
    private double area(Predictions outputs, LabelTargets truth) {
      return IntStream.range(0, labels.size())
          .mapToDouble(l -> RocCurve.area(truth.column(l), Heads.column(outputs, l)))
          .filter(area -> !Double.isNaN(area))
          .average()
          .orElse(Double.NaN);
    }

    @Override
    public Optional<Picture> picture(Predictions outputs, Targets targets) {
      return labels.size() > Picture.MOST_CLASSES
          ? Optional.empty()
          : Optional.of(each(outputs, MultiLabel.labels(targets, task)).table());
    }

    private static double share(boolean[] flags) {
      int hits = 0;
      for (boolean flag : flags) {
        hits += flag ? 1 : 0;
      }
      return (double) hits / flags.length;
    }

    @Override
    public double farthest(Predictions some, Predictions others) {
      return Divergence.farthestOfFlags(some, others);
    }

    @Override
    public double divergence(Predictions before, Predictions after) {
      return Divergence.ofFlags(before, after);
    }

    /** Of every label, that all examples have it: what gets most F1 without looking. */
    @Override
    public Guess guess(Targets targets) {
      LabelTargets truth = MultiLabel.labels(targets, task);
      float[] always = new float[truth.size() * labels.size()];
      Arrays.fill(always, 1f);
      Scores all = score(new Predictions(always, truth.size(), Predictions.Form.ANSWERS), truth);
      double entropy = 0;
      for (int l = 0; l < labels.size(); l++) {
        entropy += Heads.entropy(share(truth.column(l)));
      }
      Map<Metric, Double> values = new LinkedHashMap<>();
      values.put(Metric.F1_MACRO, all.of(Metric.F1_MACRO));
      values.put(Metric.ACCURACY, all.of(Metric.ACCURACY));
      values.put(Metric.LOG_LOSS, entropy / labels.size());
      values.put(Metric.AUC, 0.5);
      return new Guess(
          "always answering every label",
          Scores.of(values),
          Heads.bound(all.of(Metric.F1_MACRO)),
          prevalence(truth));
    }

    /** The share of the examples that have each label; of many, of the rarest and commonest. */
    private String prevalence(LabelTargets truth) {
      List<Integer> rarestFirst =
          IntStream.range(0, labels.size())
              .boxed()
              .sorted(Comparator.comparingDouble(l -> share(truth.column(l))))
              .toList();
      int last = rarestFirst.size() - 1;
      List<Integer> named =
          last < LABELS_NAMED ? rarestFirst : List.of(rarestFirst.get(0), rarestFirst.get(last));
      return named.stream()
          .map(l -> "'%s' %s".formatted(labels.get(l), Heads.percent(share(truth.column(l)))))
          .collect(
              Collectors.joining(last < LABELS_NAMED ? ", " : " to ", "labels are true of: ", ""));
    }
  }
}

package io.paretune.evaluators.task;

import io.paretune.evaluators.task.loss.Loss;
import io.paretune.evaluators.task.loss.SquaredError;
import io.paretune.evaluators.task.score.Divergence;
import io.paretune.evaluators.task.score.Metric;
import io.paretune.evaluators.task.score.Picture;
import io.paretune.evaluators.task.score.Predictions;
import io.paretune.evaluators.task.score.Scores;
import io.paretune.evaluators.task.targets.NumberTargets;
import io.paretune.evaluators.task.targets.TargetKind;
import io.paretune.evaluators.task.targets.Targets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A real number. Training sees it in units of its deviation from its mean, both taken from the
 * training split; files answer in the number's own unit.
 */
public record Regression() implements Task {

  static final String NAME = "regression";

  /** A model that explains no more of the variance is near guessing. */
  private static final double LITTLE = 0.1;

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public TargetKind targets() {
    return TargetKind.NUMBERS;
  }

  @Override
  public List<Metric> metrics() {
    return List.of(Metric.RMSE, Metric.MAE, Metric.R2);
  }

  @Override
  public Head head(Targets train) {
    NumberTargets numbers = numbers(train, this);
    Moments moments = Moments.of(numbers);
    if (!(moments.deviation() > 0)) {
      throw new IllegalArgumentException(
          "task: %s needs numbers that differ, got %s in every training example (%s)"
              .formatted(NAME, numbers.at(0), numbers.words()));
    }
    return new NumberHead(this, new OutputScale(moments.deviation(), moments.mean()));
  }

  private static NumberTargets numbers(Targets targets, Task task) {
    if (targets instanceof NumberTargets numbers) {
      return numbers;
    }
    throw Heads.refused(targets, task);
  }

  /** Mean and deviation (of n, not n - 1), in double precision, in two passes. */
  private record Moments(double mean, double deviation) {
    static Moments of(NumberTargets numbers) {
      double sum = 0;
      for (int i = 0; i < numbers.size(); i++) {
        sum += numbers.at(i);
      }
      double mean = sum / numbers.size();
      double squares = 0;
      for (int i = 0; i < numbers.size(); i++) {
        squares += (numbers.at(i) - mean) * (numbers.at(i) - mean);
      }
      return new Moments(mean, Math.sqrt(squares / numbers.size()));
    }
  }

  /** The head for numbers of some mean and deviation. */
  private record NumberHead(Regression task, OutputScale scale) implements Head {

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
            "task: %s is for a model with one output, got %d".formatted(NAME, outputs));
      }
    }

    @Override
    public Loss loss() {
      return new SquaredError();
    }

    @Override
    public Predictions.Form formOfFile(boolean closed) {
      return Predictions.Form.ANSWERS;
    }

    @Override
    public boolean looksAnswered(Predictions unknown) {
      return true;
    }

    @Override
    public void toRaw(float[] answers) {
      OutputScale back = scale.inverse();
      for (int i = 0; i < answers.length; i++) {
        answers[i] = (float) back.of(answers[i]);
      }
    }

    @Override
    public void target(
        Targets targets, int example, double smoothing, int outputs, float[] into, int offset) {
      into[offset] = (float) scale.inverse().of(numbers(targets, task).at(example));
    }

    @Override
    public Scores score(Predictions outputs, Targets targets) {
      NumberTargets truth = numbers(targets, task);
      double squares = 0;
      double distances = 0;
      for (int i = 0; i < truth.size(); i++) {
        double error = answer(outputs, i) - truth.at(i);
        squares += error * error;
        distances += Math.abs(error);
      }
      return scores(squares / truth.size(), distances / truth.size(), Moments.of(truth));
    }

    private static Scores scores(double meanSquare, double meanDistance, Moments truth) {
      double variance = truth.deviation() * truth.deviation();
      Map<Metric, Double> values = new LinkedHashMap<>();
      values.put(Metric.RMSE, Math.sqrt(meanSquare));
      values.put(Metric.MAE, meanDistance);
      values.put(Metric.R2, variance > 0 ? 1 - meanSquare / variance : meanSquare > 0 ? 0.0 : 1.0);
      return Scores.of(values);
    }

    @Override
    public OptionalDouble changed(Predictions before, Predictions after) {
      return OptionalDouble.empty();
    }

    @Override
    public Optional<Picture> picture(Predictions outputs, Targets targets) {
      NumberTargets truth = numbers(targets, task);
      int count = Math.min(Picture.MOST_POINTS, truth.size());
      List<List<Float>> points = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        int example = (int) ((long) i * truth.size() / count);
        points.add(List.of(truth.at(example), (float) answer(outputs, example)));
      }
      return Optional.of(new Picture.Scatter(truth.names().get(0), points));
    }

    private double answer(Predictions outputs, int example) {
      double value = outputs.at(example, 0);
      return outputs.form() == Predictions.Form.RAW ? scale.of(value) : value;
    }

    @Override
    public double farthest(Predictions some, Predictions others) {
      return Divergence.farthestOfNumbers(some, others);
    }

    @Override
    public double divergence(Predictions before, Predictions after) {
      return Divergence.ofNumbers(before, after, scale.factor());
    }

    @Override
    public String divergenceUnit() {
      return "variances";
    }

    /** The mean of these examples, which no other constant beats. */
    @Override
    public Guess guess(Targets targets) {
      NumberTargets truth = numbers(targets, task);
      Moments moments = Moments.of(truth);
      double distances = 0;
      for (int i = 0; i < truth.size(); i++) {
        distances += Math.abs(truth.at(i) - moments.mean());
      }
      double variance = moments.deviation() * moments.deviation();
      return new Guess(
          String.format(Locale.ROOT, "always answering the mean, %.4g", moments.mean()),
          scores(variance, distances / truth.size(), moments),
          Math.sqrt(1 - LITTLE) * moments.deviation());
    }
  }
}

package io.paretune.evaluators.task;

import io.paretune.evaluators.task.loss.Loss;
import io.paretune.evaluators.task.loss.PixelCrossEntropy;
import io.paretune.evaluators.task.loss.SigmoidCrossEntropy;
import io.paretune.evaluators.task.score.Divergence;
import io.paretune.evaluators.task.score.Metric;
import io.paretune.evaluators.task.score.Predictions;
import io.paretune.evaluators.task.score.Scores;
import io.paretune.evaluators.task.targets.MaskTargets;
import io.paretune.evaluators.task.targets.TargetKind;
import io.paretune.evaluators.task.targets.Targets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * One of some classes for each pixel: semantic segmentation. Outputs are images of the masks' size,
 * a plane for each class; or, of two classes, one plane with the logit of the second.
 *
 * @param name in experiment files
 * @param single whether there is one plane
 */
public record Segmentation(String name, boolean single) implements Task {

  /** The name in experiment files, of a plane for each class. */
  public static final String NAME = "segmentation";

  /** The name in experiment files, of one plane. */
  public static final String SINGLE = "binary-segmentation";

  private static final double NEAR = 1e-3;
  private static final double SMALLEST_PROBABILITY = 1e-12;

  /** A plane for each class. */
  public Segmentation() {
    this(NAME, false);
  }

  /** Two classes, told apart by one plane. */
  public static Segmentation ofTwo() {
    return new Segmentation(SINGLE, true);
  }

  @Override
  public TargetKind targets() {
    return TargetKind.MASKS;
  }

  @Override
  public List<Metric> metrics() {
    return List.of(Metric.MEAN_IOU, Metric.PIXEL_ACCURACY, Metric.LOG_LOSS);
  }

  @Override
  public List<Metric> ofEach() {
    return List.of(Metric.IOU);
  }

  @Override
  public Head head(Targets train) {
    MaskTargets masks = masks(train);
    int classes = masks.names().size();
    if (classes < 2 || (single && classes != 2)) {
      throw new IllegalArgumentException(
          "task: %s needs masks of %s, got %s"
              .formatted(
                  name,
                  single ? "two classes (more: task: " + NAME + ")" : "at least two classes",
                  masks.names()));
    }
    return new MaskHead(this, masks.names(), masks.height(), masks.width());
  }

  private MaskTargets masks(Targets targets) {
    if (targets instanceof MaskTargets masks) {
      return masks;
    }
    throw Heads.refused(targets, this);
  }

  /** The head for masks of some size. */
  private record MaskHead(Segmentation task, List<String> classes, int height, int width)
      implements Head {

    private int area() {
      return height * width;
    }

    @Override
    public int outputs() {
      return task.single ? area() : Math.multiplyExact(classes.size(), area());
    }

    @Override
    public boolean isPlaced() {
      return true;
    }

    @Override
    public List<Metric> metrics() {
      return task.metrics();
    }

    @Override
    public List<String> singles() {
      return classes;
    }

    @Override
    public void requireOutputs(int outputs) {
      if (outputs == outputs()) {
        return;
      }
      boolean other = outputs == (task.single ? 2 * area() : area()) && classes.size() == 2;
      throw new IllegalArgumentException(
          "task: %s needs a model with a plane of %d x %d for %s, which are %d outputs, got %d%s"
              .formatted(
                  task.name,
                  height,
                  width,
                  task.single ? "both classes" : "each of the classes " + classes,
                  outputs(),
                  outputs,
                  other
                      ? "; task: " + (task.single ? NAME : SINGLE)
                      : "; resize the images and masks to what the model takes and gives"));
    }

    @Override
    public Loss loss() {
      return task.single ? new SigmoidCrossEntropy() : new PixelCrossEntropy(area());
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
      return task.single ? OutputFunction.SIGMOID : OutputFunction.IDENTITY;
    }

    @Override
    public boolean looksAnswered(Predictions unknown) {
      if (!Heads.withinUnit(unknown)) {
        return false;
      }
      Predictions pixels = pixels(unknown);
      for (int p = 0; p < pixels.examples() && !task.single; p++) {
        double sum = 0;
        for (int c = 0; c < pixels.outputs(); c++) {
          sum += pixels.at(p, c);
        }
        if (!(Math.abs(sum - 1) < NEAR)) {
          return false;
        }
      }
      return true;
    }

    @Override
    public void toRaw(float[] answers) {
      if (task.single) {
        Heads.toLogits(answers);
        return;
      }
      for (int i = 0; i < answers.length; i++) {
        answers[i] = (float) Math.log(Math.max(answers[i], SMALLEST_PROBABILITY));
      }
    }

    /** A pixel of no class is drawn nowhere; of one plane it is taken for the first class. */
    @Override
    public void target(
        Targets targets, int example, double smoothing, int outputs, float[] into, int offset) {
      MaskTargets masks = task.masks(targets);
      int planes = outputs / area();
      for (int p = 0; p < area(); p++) {
        int label = masks.at(example, p);
        for (int plane = 0; plane < planes; plane++) {
          boolean right = task.single ? label == 1 : label == plane;
          double spread = task.single ? smoothing / 2 : smoothing / planes;
          boolean counts = task.single || label != MaskTargets.VOID;
          into[offset + plane * area() + p] =
              (float) (counts ? spread + (right ? 1 - smoothing : 0) : 0);
        }
      }
    }

    @Override
    public Judging judging(Targets truth) {
      return new PixelJudging(task.masks(truth), classes, task.single);
    }

    @Override
    public Scores score(Predictions outputs, Targets targets) {
      Judging judging = judging(targets);
      judging.add(outputs);
      return judging.scores();
    }

    /** Each pixel as an example, whose outputs lie together. */
    private Predictions pixels(Predictions outputs) {
      int planes = outputs.outputs() / area();
      float[] values = new float[outputs.examples() * outputs.outputs()];
      for (int i = 0; i < outputs.examples(); i++) {
        for (int o = 0; o < outputs.outputs(); o++) {
          values[(i * area() + o % area()) * planes + o / area()] = outputs.at(i, o);
        }
      }
      return new Predictions(values, outputs.examples() * area(), outputs.form());
    }

    @Override
    public double divergence(Predictions before, Predictions after) {
      return task.single
          ? Divergence.ofFlags(before, after)
          : Divergence.ofClasses(pixels(before), pixels(after));
    }

    @Override
    public OptionalDouble changed(Predictions before, Predictions after) {
      long others = 0;
      Predictions was = pixels(before);
      Predictions is = pixels(after);
      for (int p = 0; p < was.examples(); p++) {
        others += PixelJudging.answer(was, p, 0, 1) == PixelJudging.answer(is, p, 0, 1) ? 0 : 1;
      }
      return OptionalDouble.of((double) others / was.examples());
    }

    @Override
    public double farthest(Predictions some, Predictions others) {
      return task.single
          ? Divergence.farthestOfFlags(some, others)
          : Divergence.farthestOfClasses(pixels(some), pixels(others));
    }

    @Override
    public Guess guess(Targets targets) {
      long[] counts = task.masks(targets).counts();
      int best = 0;
      long all = 0;
      for (int c = 0; c < counts.length; c++) {
        best = counts[c] > counts[best] ? c : best;
        all += counts[c];
      }
      double loss = 0;
      int present = 0;
      for (long count : counts) {
        double share = (double) count / Math.max(1, all);
        present += count > 0 ? 1 : 0;
        loss -= share == 0 ? 0 : share * Math.log(share);
      }
      double share = (double) counts[best] / Math.max(1, all);
      Map<Metric, Double> values = new LinkedHashMap<>();
      values.put(Metric.MEAN_IOU, share / Math.max(1, present));
      values.put(Metric.PIXEL_ACCURACY, share);
      values.put(Metric.LOG_LOSS, loss);
      return new Guess(
          "always answering '" + classes.get(best) + "'",
          Scores.of(values),
          Heads.bound(share / Math.max(1, present)));
    }

    @Override
    public Optional<String> misread(double score, Targets targets) {
      return Optional.empty();
    }
  }
}

package io.paretune.evaluators.task;

import io.paretune.evaluators.task.score.Metric;
import io.paretune.evaluators.task.score.Predictions;
import io.paretune.evaluators.task.score.Probabilities;
import io.paretune.evaluators.task.score.Scores;
import io.paretune.evaluators.task.targets.MaskTargets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Judges masks pixel by pixel. Intersection over union of a class is taken over all pixels of all
 * examples, and its mean over the classes that occur in the truth or among the answers, as
 * torchmetrics does; pixels of no class are left out.
 */
final class PixelJudging implements Judging {

  private final MaskTargets truth;
  private final List<String> classes;
  private final boolean single;

  /** How often each class was answered where each was true. */
  private final long[][] counts;

  private double loss;
  private long pixels;
  private int taken;

  /**
   * @param single whether one plane tells two classes apart
   */
  PixelJudging(MaskTargets truth, List<String> classes, boolean single) {
    this.truth = truth;
    this.classes = classes;
    this.single = single;
    this.counts = new long[classes.size()][classes.size()];
  }

  @Override
  public void add(Predictions some) {
    int area = truth.area();
    for (int i = 0; i < some.examples(); i++) {
      for (int p = 0; p < area; p++) {
        int right = truth.at(taken + i, p);
        if (right != MaskTargets.VOID) {
          counts[right][answer(some, i, p, area)]++;
          loss -= logarithm(some, i, p, right);
          pixels++;
        }
      }
    }
    taken += some.examples();
  }

  /** The class that is answered for a pixel: the highest plane's, the first of equals. */
  static int answer(Predictions outputs, int example, int pixel, int area) {
    int planes = outputs.outputs() / area;
    if (planes == 1) {
      return Probabilities.flag(outputs, example, pixel) ? 1 : 0;
    }
    int best = 0;
    for (int c = 1; c < planes; c++) {
      if (outputs.at(example, c * area + pixel) > outputs.at(example, best * area + pixel)) {
        best = c;
      }
    }
    return best;
  }

  /** The logarithm of the probability of what is true. */
  private double logarithm(Predictions outputs, int example, int pixel, int right) {
    int area = truth.area();
    if (single) {
      return Probabilities.logOfFlag(outputs, example, pixel, right == 1);
    }
    float[] scores = new float[outputs.outputs() / area];
    for (int c = 0; c < scores.length; c++) {
      scores[c] = outputs.at(example, c * area + pixel);
    }
    return Probabilities.logOfClass(new Predictions(scores, 1, outputs.form()), 0, right);
  }

  @Override
  public Scores scores() {
    Map<Metric, Double> values = new LinkedHashMap<>();
    Map<Metric, Double> each = new LinkedHashMap<>();
    double sum = 0;
    int present = 0;
    long hits = 0;
    for (int c = 0; c < counts.length; c++) {
      long union = -counts[c][c];
      for (int other = 0; other < counts.length; other++) {
        union += counts[c][other] + counts[other][c];
      }
      hits += counts[c][c];
      double overlap = union == 0 ? 0 : (double) counts[c][c] / union;
      present += union == 0 ? 0 : 1;
      sum += overlap;
      if (union > 0) {
        each.put(Metric.IOU.of(classes.get(c)), overlap);
      }
    }
    values.put(Metric.MEAN_IOU, present == 0 ? 0 : sum / present);
    values.put(Metric.PIXEL_ACCURACY, (double) hits / Math.max(1, pixels));
    values.put(Metric.LOG_LOSS, loss / Math.max(1, pixels));
    return Scores.of(values).with(each);
  }
}

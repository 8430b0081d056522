package io.paretune.evaluators.task.score;

import io.paretune.search.trial.Direction;
import java.util.Locale;
import java.util.Optional;

/**
 * A figure of quality.
 *
 * @param name as experiment files call it
 * @param unit for people; empty if it has none
 * @param direction which way is better
 * @param least the smallest value it can have, perhaps minus infinity
 * @param most the largest value it can have, perhaps infinity
 */
public record Metric(String name, String unit, Direction direction, double least, double most) {

  private static final String SEPARATOR = ":";

  /** Share of the examples that are answered right; of several labels, that have all of them. */
  public static final Metric ACCURACY = share("accuracy");

  /** Mean over the classes of the share of its examples that are answered right. */
  public static final Metric BALANCED_ACCURACY = share("balanced-accuracy");

  /** Mean over classes or labels of the harmonic mean of precision and recall. */
  public static final Metric F1_MACRO = share("f1-macro");

  /** Harmonic mean of precision and recall of the positive of two classes, or of a single one. */
  public static final Metric F1 = share("f1");

  /** Share of the answers of one class or label that are right. */
  public static final Metric PRECISION = share("precision");

  /** Share of the examples of one class or label that are answered with it. */
  public static final Metric RECALL = share("recall");

  /** Mean negative logarithm of the probability given to what is true, in nats. */
  public static final Metric LOG_LOSS =
      new Metric("log-loss", "nats", Direction.MINIMIZE, 0, Double.POSITIVE_INFINITY);

  /** How often a positive example scores over a negative one (area under the ROC curve). */
  public static final Metric AUC = share("auc");

  /** Share that masks of a class have in common of what they cover together. */
  public static final Metric IOU = share("iou");

  /** Mean over the classes of {@link #IOU}. */
  public static final Metric MEAN_IOU = share("miou");

  /** Share of the pixels whose class is right. */
  public static final Metric PIXEL_ACCURACY = share("pixel-accuracy");

  /** Root of the mean squared error, in the unit of the target. */
  public static final Metric RMSE =
      new Metric("rmse", "", Direction.MINIMIZE, 0, Double.POSITIVE_INFINITY);

  /** Mean absolute error, in the unit of the target. */
  public static final Metric MAE =
      new Metric("mae", "", Direction.MINIMIZE, 0, Double.POSITIVE_INFINITY);

  /** Share of the target's variance that is explained; below 0 if the mean answers better. */
  public static final Metric R2 =
      new Metric("r2", "", Direction.MAXIMIZE, Double.NEGATIVE_INFINITY, 1);

  /** Checks the range. */
  public Metric {
    if (name.isBlank() || !(least < most)) {
      throw new IllegalArgumentException(
          "a metric must have a name and least < most, got '%s', least=%s, most=%s"
              .formatted(name, least, most));
    }
  }

  private static Metric share(String name) {
    return new Metric(name, "", Direction.MAXIMIZE, 0, 1);
  }

  /** This of a single class or label, such as {@code recall:NAME}. */
  public Metric of(String one) {
    return new Metric(name + SEPARATOR + one, unit, direction, least, most);
  }

  /** The class or label, if a metric's name is that of this of a single one. */
  public Optional<String> oneIn(String given) {
    String start = name + SEPARATOR;
    return given.startsWith(start) && given.length() > start.length()
        ? Optional.of(given.substring(start.length()))
        : Optional.empty();
  }

  /** Whether a share of 1 is all there is, so that people read it in per cent. */
  public boolean isShare() {
    return least == 0 && most == 1;
  }

  /** A value for people: a share in per cent, else four significant digits and the unit. */
  public String text(double value) {
    return isShare()
        ? String.format(Locale.ROOT, "%.2f %%", 100 * value)
        : String.format(Locale.ROOT, "%.4g", value) + (unit.isEmpty() ? "" : " " + unit);
  }

  /** Whether the first value is better than the second. */
  public boolean isBetter(double value, double other) {
    return direction.minimised(value) < direction.minimised(other);
  }

  /**
   * By how much the second value is worse than the first, negative if it is better: points, of
   * which 100 are all, for a share; else in the metric's unit.
   */
  public double lost(double before, double after) {
    double worse = direction.minimised(after) - direction.minimised(before);
    return isShare() ? 100 * worse : worse;
  }
}

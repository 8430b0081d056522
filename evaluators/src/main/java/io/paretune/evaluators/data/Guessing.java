package io.paretune.evaluators.data;

import java.util.Locale;

/**
 * What is right by always guessing the commonest class of the validation split, and whether a
 * trained model that is not much better belongs to these data. Immutable.
 */
public final class Guessing {

  /**
   * Accuracy below twice that of guessing is taken for chance, if it is also less than a tenth of
   * the way from there to being always right: of two classes, or where one is far more common, even
   * a good model is not right twice as often.
   */
  private static final double TWICE = 2;

  private static final double LITTLE = 0.1;

  private final Preprocessing assumed;
  private final boolean given;
  private final double commonest;

  private Guessing(Preprocessing assumed, boolean given, double commonest) {
    this.assumed = assumed;
    this.given = given;
    this.commonest = commonest;
  }

  /**
   * Guessing on opened data.
   *
   * @param spec what was opened: says whether the preprocessing was given
   */
  public static Guessing of(DataSpec spec, DataSet data) {
    int[] counts = new int[data.classNames().size()];
    int most = 0;
    for (int i = 0; i < data.validation().size(); i++) {
      most = Math.max(most, ++counts[data.validation().label(i)]);
    }
    return new Guessing(
        data.preprocessing(),
        spec.preprocessing().isPresent(),
        (double) most / data.validation().size());
  }

  /** The accuracy below which a model is near guessing, in (0, 1). */
  public double bound() {
    return Math.min(TWICE * commonest, commonest + LITTLE * (1 - commonest));
  }

  /**
   * Checks that a trained model is not near guessing.
   *
   * @param accuracy of the model, 0 to 1
   * @param model what it is called
   * @param place where a preprocessing can be given
   * @throws IllegalArgumentException if it is: the preprocessing is then not the one that the model
   *     was trained with
   */
  public void require(double accuracy, String model, String place) {
    if (accuracy < bound()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%s is right on %.1f %% of the validation examples, and guessing on"
                  + " %.1f %%: the preprocessing is not the one that it was trained with; assumed"
                  + " was %s; give the right one in %s (preprocessing: {scale: 255,"
                  + " mean: [..], std: [..]})",
              model,
              100 * accuracy,
              100 * commonest,
              words(),
              place));
    }
  }

  private String words() {
    return String.format(
        Locale.ROOT,
        "scale %.4g, mean %s, std %s (%s)",
        1 / assumed.scale(),
        rounded(assumed.mean()),
        rounded(assumed.std()),
        given ? "as given" : "measured on the training data, since none was given");
  }

  private static String rounded(Iterable<Double> values) {
    StringBuilder text = new StringBuilder("[");
    for (double value : values) {
      text.append(text.length() > 1 ? ", " : "").append(String.format(Locale.ROOT, "%.3f", value));
      if (text.length() > 120) {
        return text.append(", ...]").toString();
      }
    }
    return text.append(']').toString();
  }
}

package io.paretune.evaluators.data;

import io.paretune.evaluators.task.Guess;
import io.paretune.evaluators.task.score.Metric;
import java.util.Locale;

/**
 * What is had on the validation split without looking at its inputs, and whether a trained model
 * that is not much better belongs to these data. Immutable.
 */
public final class Guessing {

  private final Preprocessing assumed;
  private final boolean given;
  private final boolean texts;
  private final Metric metric;
  private final Guess guess;
  private final ValidationSplit validation;

  private Guessing(DataSpec spec, DataSet data) {
    this.assumed = data.preprocessing();
    this.given = spec.preprocessing().isPresent();
    this.metric = data.head().task().reported();
    this.texts = data.shape().isText();
    this.validation = data.validation();
    this.guess = data.head().guess(validation.targets());
  }

  /**
   * Guessing on opened data.
   *
   * @param spec what was opened: says whether the preprocessing was given
   */
  public static Guessing of(DataSpec spec, DataSet data) {
    return new Guessing(spec, data);
  }

  /** What guessing gets, in words. */
  public String words() {
    return guess.words(metric);
  }

  /** The same in a line of its own, with how examples are spread over classes or labels. */
  public String line() {
    return guess.line(metric);
  }

  /** The value of the task's reported metric up to which a model is near guessing. */
  public double bound() {
    return guess.bound();
  }

  /**
   * Checks that a trained model is not near guessing.
   *
   * @param score of the model: the task's reported metric
   * @param model what it is called
   * @param place where a preprocessing can be given
   * @throws IllegalArgumentException if it is: the preprocessing is then not the one that the model
   *     was trained with, or its outputs mean something else
   */
  public void require(double score, String model, String place) {
    if (metric.isBetter(guess.bound(), score)) {
      String cause =
          validation
              .head()
              .misread(score, validation.targets())
              .orElseGet(() -> texts ? tokenizer(place) : preprocessing(place));
      throw new IllegalArgumentException(
          "%s has %s %s on the validation examples, guessing %s: %s"
              .formatted(model, metric.name(), metric.text(score), words(), cause));
    }
  }

  private static String tokenizer(String place) {
    return "its texts were made tokens otherwise in training, or its classes are in another order; give its tokenizer, and the classes in the order of its outputs, in %s (tokens: {tokenizer: tokenizer.json}, classes: [..])"
        .formatted(place);
  }

  private String preprocessing(String place) {
    return "the preprocessing is not the one that it was trained with; assumed was %s; give the right one in %s (preprocessing: none | imagenet | zero-to-one | minus-one-to-one | {scale: 255, mean: [..], std: [..]})"
        .formatted(assumed(), place);
  }

  private String assumed() {
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

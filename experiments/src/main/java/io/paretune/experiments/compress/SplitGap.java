package io.paretune.experiments.compress;

import io.paretune.evaluators.task.score.Metric;
import java.util.Optional;

/**
 * Whether a model knows the validation split: who hands over a model with the data it was trained
 * on has its validation examples drawn from those, and all that is lost there looks larger than it
 * is for new examples.
 */
final class SplitGap {

  /** Standard errors that chance does not reach. */
  private static final double CERTAIN = 3;

  private SplitGap() {}

  /**
   * What to say of a model that scores better on validation examples than chance lets it.
   *
   * @param examples of the test split; the validation split is taken for as large
   * @return empty for a metric that is no share, whose spread is not known
   */
  static Optional<String> note(Metric quality, double validation, double test, int examples) {
    double spread = Math.sqrt(2 * test * (1 - test) / examples);
    if (!quality.isShare() || !(validation - test > CERTAIN * spread)) {
      return Optional.empty();
    }
    return Optional.of(
        "note: the model has %s on validation examples and %s on test ones: it was probably trained on the former, where compression seems to lose more than it does; give --data a validation split that is new to it"
            .formatted(quality.text(validation), quality.text(test)));
  }
}

package io.paretune.evaluators.trial.preparation.kept;

import java.time.Duration;

/**
 * How long the epochs of a training take in this process. The first one loads scripts, and tells
 * only what the others will not be shorter than: half of it, say. From the second on it is a mean
 * in which the last epoch counts a third.
 */
final class EpochPace {

  private static final int LAST = 3;

  private Duration usual = Duration.ZERO;
  private int epochs;

  /** An epoch has taken so long. */
  void add(Duration took) {
    epochs++;
    usual = epochs <= 2 ? took : usual.multipliedBy(LAST - 1).plus(took).dividedBy(LAST);
  }

  /** Whether an epoch was taken that loaded nothing. */
  boolean known() {
    return epochs > 1;
  }

  /** What the next one takes. */
  Duration usual() {
    return usual;
  }

  /** What the next one takes at least. */
  Duration least() {
    return known() ? usual : usual.dividedBy(2);
  }
}

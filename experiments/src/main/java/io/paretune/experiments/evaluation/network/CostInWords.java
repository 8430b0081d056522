package io.paretune.experiments.evaluation.network;

import io.paretune.evaluators.trial.preparation.TrainingCost;
import io.paretune.search.study.Budget;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a budget costs, for people.
 *
 * @param cost of training
 * @param atOnce trials that train side by side; empty if nobody knows: then a trial's cost is said
 *     alone
 */
record CostInWords(TrainingCost cost, OptionalInt atOnce) {

  private static final int MINUTE = 60;
  private static final int HOUR = 3600;
  private static final int DAY = 24 * HOUR;
  private static final double SECOND = 1e-3;

  /** Below it, in seconds, a busy machine makes more of a difference. */
  private static final double LITTLE = MINUTE;

  /** Empty if nothing is trained. */
  Optional<String> of(Budget budget) {
    double each = (cost.smallest() + cost.largest()) / 2;
    if (each + cost.before() == 0) {
      return Optional.empty();
    }
    if (cost.before() > 0) {
      return Optional.of(
          "the shared network takes roughly " + span(cost.before()) + limited(budget) + how());
    }
    StringBuilder text = new StringBuilder("training takes roughly ");
    if (budget.trials() * each / atOnce.orElse(1) < LITTLE) {
      return Optional.of("training takes less than a minute in all" + how());
    }
    text.append(span(cost.smallest()));
    if (span(cost.largest()).equals(span(cost.smallest()))) {
      text.append(" a trial");
    } else {
      text.append(" (the smallest network) to ").append(span(cost.largest())).append(" a trial");
    }
    text.append(atOnce.isPresent() ? whole(budget, each / atOnce.getAsInt()) : " on this machine");
    return Optional.of(text.append(how()).toString());
  }

  /** What comes of all trials. */
  private static String whole(Budget budget, double each) {
    double limit = budget.timeLimit().map(Duration::toMillis).orElse(Long.MAX_VALUE) * SECOND;
    if (budget.trials() * each <= limit) {
      return String.format(
          Locale.ROOT, ", %,d trials %s", budget.trials(), span(budget.trials() * each));
    }
    return String.format(
        Locale.ROOT, ", %s are time for some %,d trials", span(limit), (long) (limit / each));
  }

  /** A shared network gets what the limit leaves it. */
  private static String limited(Budget budget) {
    return budget.timeLimit().isPresent()
        ? " to its end, fewer epochs where the limit says so"
        : "";
  }

  private String how() {
    return (cost.timed() ? ", as a few steps took here" : ", by arithmetic")
        + "; measuring is not in it";
  }

  private static String span(double seconds) {
    if (seconds < LITTLE) {
      return String.format(Locale.ROOT, "%.0f s", Math.max(1, seconds));
    }
    return seconds < 2 * HOUR
        ? String.format(Locale.ROOT, "%.0f min", seconds / MINUTE)
        : seconds < 2 * DAY
            ? String.format(Locale.ROOT, "%.1f h", seconds / HOUR)
            : String.format(Locale.ROOT, "%.1f days", seconds / DAY);
  }
}

package io.paretune.results.summary;

import io.paretune.search.trial.Direction;
import io.paretune.search.trial.Objective;
import io.paretune.search.trial.TrialState;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Sentences and titles that several formats share. */
public final class Facts {

  private Facts() {}

  /** An objective with its unit and the way in which it is better. */
  public static String title(Objective objective) {
    return objective.name()
        + unit(objective)
        + (objective.direction() == Direction.MINIMIZE ? " \u2193" : " \u2191");
  }

  /** The unit in brackets, unless there is none or the name says it. */
  public static String unit(Objective objective) {
    return objective.unit().isEmpty() || objective.name().endsWith("-" + objective.unit())
        ? ""
        : " (" + objective.unit() + ")";
  }

  /** For instance {@code 5 of 30 trials on the front}. */
  public static String shortSentence(StudySummary study) {
    return study.front().size() + " of " + study.trials().size() + " trials on the front";
  }

  /** For instance {@code 5 of 30 trials are on the front (28 complete, 2 pruned); ...}. */
  public static String sentence(StudySummary study) {
    List<String> counts = new ArrayList<>();
    for (TrialState state : TrialState.values()) {
      Integer count = study.counts().get(state);
      if (count != null) {
        counts.add(count + " " + state.name().toLowerCase(Locale.ROOT));
      }
    }
    List<String> goals =
        study.definition().objectives().stream()
            .map(objective -> objective.direction().word() + " " + objective.name())
            .toList();
    return study.front().size()
        + " of "
        + study.trials().size()
        + " trials are on the front ("
        + String.join(", ", counts)
        + "); "
        + String.join(", ", goals)
        + "; seed "
        + study.definition().seed()
        + ".";
  }
}

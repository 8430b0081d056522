package io.paretune.search.pruner.halving;

import io.paretune.search.pruner.Pruner;
import io.paretune.search.trial.StudyView;
import io.paretune.search.trial.Trial;
import io.paretune.search.trial.Verdict;
import java.util.ArrayList;
import java.util.List;

/**
 * Hyperband (Li et al. 2018, JMLR 18:1-52) over asynchronous halving: several brackets, from one
 * that begins to stop trials at the first rung to one that never stops any, against curves that
 * cross late.
 *
 * <p>A trial's bracket follows from its number alone. Bracket {@code s} of {@code s_max} skips the
 * first {@code s} rungs and gets trials in proportion to {@code ceil((s_max + 1) / (s_max - s + 1)
 * * factor^(s_max - s))}, Hyperband's numbers, dealt out evenly. Trials are compared within their
 * bracket, by the first objective. Cost as {@link AshaPruner}, once a bracket.
 */
public final class HyperbandPruner implements Pruner {

  private final List<Rungs> brackets = new ArrayList<>();
  private final List<Integer> deal;

  /**
   * A pruner with as many brackets as there are rungs below the last step, and one more.
   *
   * @param halving the first bracket's rungs; its last step must be known
   */
  public HyperbandPruner(Halving halving) {
    if (halving.lastStep() == Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "Hyperband must know the last step to make its brackets, got none; use withLastStep");
    }
    int[] levels = halving.levels();
    int last = levels.length;
    deal = deal(weights(last, halving.factor()));
    for (int bracket = 0; bracket <= last; bracket++) {
      int own = bracket;
      int first = bracket < last ? levels[bracket] : halving.lastStep();
      brackets.add(
          new Rungs(
              halving.withFirstRung(first),
              new FirstObjective(),
              OrderedRung::new,
              trial -> bracket(trial) == own));
    }
  }

  private static long[] weights(int last, int factor) {
    long[] weights = new long[last + 1];
    for (int bracket = 0; bracket <= last; bracket++) {
      int halvings = last - bracket;
      weights[bracket] =
          (long) Math.ceil((last + 1) / (halvings + 1.0) * Math.pow(factor, halvings));
    }
    return weights;
  }

  /** A round of brackets in which each comes as often as it weighs, evenly spread. */
  private static List<Integer> deal(long[] weights) {
    long total = 0;
    for (long weight : weights) {
      total += weight;
    }
    long[] credit = new long[weights.length];
    List<Integer> round = new ArrayList<>();
    for (long i = 0; i < total; i++) {
      int richest = 0;
      for (int bracket = 0; bracket < weights.length; bracket++) {
        credit[bracket] += weights[bracket];
        richest = credit[bracket] > credit[richest] ? bracket : richest;
      }
      credit[richest] -= total;
      round.add(richest);
    }
    return round;
  }

  /** The bracket of a trial: 0 stops first, the last never. */
  int bracket(long trial) {
    return deal.get((int) (trial % deal.size()));
  }

  /** Number of brackets. */
  int brackets() {
    return brackets.size();
  }

  @Override
  public Verdict judge(StudyView view, Trial trial) {
    return brackets.get(bracket(trial.number())).judge(view, trial);
  }
}

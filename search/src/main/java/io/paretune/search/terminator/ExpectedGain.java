package io.paretune.search.terminator;

import io.paretune.search.pareto.Costs;
import io.paretune.search.trial.StudyView;
import io.paretune.search.trial.Trial;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Ends a study when the hypervolume that some further trials are expected to gain is under a share
 * of what there is.
 *
 * <p>Improvements come as a Poisson process whose rate and size do not grow, the common experience
 * with any search. Then every window of the last w trials, w = over, 2 over, 4 over, ... up to half
 * the study, bounds what the next {@code over} trials are expected to gain: (gain in the window +
 * half a typical improvement) x over / w. The half is Jeffreys' prior for the rate: without it, a
 * window without improvements would expect none, however short the lull; with it, the lull that
 * ends a study must be the longer, the larger its latest improvements were. The study ends when the
 * least of these bounds is under the share.
 *
 * <p>Judged whenever another tenth of {@code over} trials has ended, and never taken back, so that
 * the answer depends on the finished trials alone and not on when it was asked for. A judgement
 * costs a few hypervolumes of the front.
 *
 * <p>What it cannot see: improvements that only begin later, as when a search leaves a local front
 * after a long lull; {@code over} should be ten generations of the sampler. With NSGA-II of 50, a
 * share of 0.001 and 500 trials, five studies each of ZDT1 and ZDT4 ended after 10,200 to 18,050 of
 * 20,000 trials with 99.4 % and 97.6 to 99.8 % of the hypervolume that the rest would have reached;
 * with 100 trials, two generations, those of ZDT1 with 97 %, and those of ZDT4 in a local front.
 */
public final class ExpectedGain implements Terminator {

  /** Improvements whose mean size is the typical one. */
  private static final int RECENT = 10;

  private final double share;
  private final int over;
  private GainTrace trace = new GainTrace();
  private int followed;
  private @Nullable Trial last;
  private @Nullable String reason;

  /**
   * A bound on the expected gain.
   *
   * @param share of the hypervolume that there is, above 0, below 1; 0.001 is a thousandth
   * @param over number of further trials that the gain is expected from, at least 10; nothing is
   *     judged before twice as many have ended
   */
  public ExpectedGain(double share, int over) {
    if (!(share > 0 && share < 1)) {
      throw new IllegalArgumentException("0 < share < 1 must hold, got " + share);
    }
    if (over < 10) {
      throw new IllegalArgumentException("over must be at least 10 trials, got " + over);
    }
    this.share = share;
    this.over = over;
  }

  @Override
  public Optional<String> judge(StudyView view) {
    List<Trial> finished = view.finished();
    if (followed > finished.size() || !stillFollowed(finished)) {
      trace = new GainTrace();
      followed = 0;
      reason = null;
    }
    while (followed < finished.size() && reason == null) {
      Trial trial = finished.get(followed++);
      last = trial;
      Optional<Costs> costs = view.costs(trial.number());
      costs.ifPresentOrElse(trace::add, trace::add);
      if (followed >= 2 * over && followed % Math.max(1, over / 10) == 0 && !trace.isEmpty()) {
        reason = judgement();
      }
    }
    return Optional.ofNullable(reason);
  }

  /** Identity is enough and cheap: a study never replaces a finished trial's record. */
  @SuppressWarnings("ReferenceEquality")
  private boolean stillFollowed(List<Trial> finished) {
    return followed == 0 || finished.get(followed - 1) == last;
  }

  private @Nullable String judgement() {
    int now = trace.trials();
    List<Integer> moments = new ArrayList<>(List.of(now));
    for (long window = over; window <= now / 2; window *= 2) {
      moments.add((int) (now - window));
    }
    int windows = moments.size();
    // just before the improvement that is the tenth from the end, or the first but one
    List<Integer> improvements = trace.improvements(RECENT);
    moments.add(improvements.get(improvements.size() - 1));
    double[] volumes = trace.hypervolumes(moments.stream().mapToInt(moment -> moment).toArray());
    double typical = (volumes[0] - volumes[windows]) / improvements.size();
    double expected = Double.POSITIVE_INFINITY;
    for (int i = 1; i < windows; i++) {
      double gained = volumes[0] - volumes[i] + typical / 2;
      expected = Math.min(expected, gained * over / (now - moments.get(i)));
    }
    double relative = expected / volumes[0];
    return relative < share
        ? String.format(
            Locale.ROOT,
            "the next %d trials are expected to gain %.2g %% of the hypervolume, less than %.2g %%"
                + " (after %d trials)",
            over,
            100 * relative,
            100 * share,
            now)
        : null;
  }
}

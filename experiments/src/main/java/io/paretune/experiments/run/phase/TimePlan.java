package io.paretune.experiments.run.phase;

import io.paretune.search.study.Budget;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How the time limit of one start of a run is divided among its phases: the preparation takes what
 * it takes, the finalists have a fifth, the search the rest. A phase that is out of time begins
 * nothing more, and lets end what it has begun.
 *
 * @param began when the run started
 * @param limit of the whole run; empty if it has none
 * @param clock where times come from
 */
public record TimePlan(Instant began, Optional<Duration> limit, Clock clock) {

  private static final int FINALISTS_SHARE = 5;

  /** A limit has to be above 0: what is over time tries one thing and ends. */
  private static final Duration LEAST = Duration.ofMillis(1);

  /** A plan that begins now. */
  public static TimePlan from(Optional<Duration> limit, Clock clock) {
    return new TimePlan(clock.instant(), limit, clock);
  }

  /**
   * The budget of the search.
   *
   * @param budget the experiment's
   * @param finalists whether there will be some
   */
  public Budget search(Budget budget, boolean finalists) {
    return limit
        .map(
            whole ->
                budget.within(
                    left(finalists ? whole.minus(whole.dividedBy(FINALISTS_SHARE)) : whole)))
        .orElse(budget);
  }

  /** The budget of so many trials of finalists. */
  public Budget finalists(int trials) {
    Budget all = Budget.trials(trials);
    return limit.map(whole -> all.within(left(whole))).orElse(all);
  }

  private Duration left(Duration until) {
    Duration left = until.minus(Duration.between(began, clock.instant()));
    return left.compareTo(LEAST) < 0 ? LEAST : left;
  }
}

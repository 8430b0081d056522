package io.paretune.experiments.run.phase;

import io.paretune.evaluators.trial.Sharing;
import io.paretune.evaluators.trial.preparation.kept.TimeAllowed;
import io.paretune.experiments.run.TimeLeft;
import io.paretune.search.study.Budget;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How the time limit of one start of a run is divided among its phases: preparation and finalists
 * have their shares, the search the rest, and a twentieth is kept for the last look at the front.
 * What a phase leaves is its successors'. A phase that is out of time begins nothing more.
 *
 * @param began when the run started
 * @param limit of the whole run; empty if it has none
 * @param shares of preparation and finalists
 * @param clock where times come from
 */
public record TimePlan(
    Instant began, Optional<Duration> limit, Sharing.TimeShares shares, Clock clock) {

  private static final double LAST_LOOK = 0.05;

  /** What lies further behind hardly comes before the front by being trained on. */
  private static final int RANKS_BEHIND = 2;

  /** More than that the last look does not need. */
  private static final Duration LAST_LOOK_MOST = Duration.ofSeconds(15);

  /** How much longer than its limit a run may take for its front, which is judged and measured. */
  private static final Duration OVERTIME = Duration.ofSeconds(20);

  /** How much longer it may take at the very latest, with what was begun then. */
  private static final Duration LATEST = Duration.ofSeconds(50);

  /** A limit has to be above 0. */
  private static final Duration LEAST = Duration.ofMillis(1);

  /** A plan that begins now. */
  public static TimePlan from(Optional<Duration> limit, Sharing.TimeShares shares, Clock clock) {
    return new TimePlan(clock.instant(), limit, shares, clock);
  }

  /** When the preparations have to be done; empty if they may take what they take. */
  public Optional<Instant> preparation() {
    return preparationShare().map(began::plus);
  }

  /** Says how long the preparations may take. */
  public void allowPreparation(TimeAllowed allowed) {
    allowed.until(preparation(), preparationShare().orElse(Duration.ZERO));
  }

  /** Says by when finalists must be done. */
  public void allowFinalists(TimeAllowed allowed) {
    allowed.until(
        limit.map(whole -> began.plus(whole).minus(keptForLastLook(whole))),
        limit.map(whole -> share(whole, shares.finalists())).orElse(Duration.ZERO));
  }

  private Optional<Duration> preparationShare() {
    return limit.map(whole -> share(whole, shares.preparation()));
  }

  /**
   * The budget of the search.
   *
   * @param budget the experiment's
   * @param finalists whether there will be some
   */
  public Budget search(Budget budget, boolean finalists) {
    return limit
        .map(whole -> budget.within(left(finalists ? share(whole, 1 - shares.finalists()) : whole)))
        .orElse(budget);
  }

  /** The budget of so many trials of finalists. */
  public Budget finalists(int trials) {
    Budget all = Budget.trials(trials);
    return limit.map(whole -> all.within(left(whole.minus(keptForLastLook(whole))))).orElse(all);
  }

  /**
   * How many ranks behind the front are evaluated once more, if time is left: none where no time is
   * set, since a user waits for the front alone then.
   */
  public int ranksBehind() {
    return limit.isPresent() ? RANKS_BEHIND : 0;
  }

  /** For judging the front: into the minute that a run may take longer than its limit. */
  public TimeLeft exam() {
    return limit
        .<TimeLeft>map(whole -> new Late(whole.plus(OVERTIME), whole.plus(LATEST)))
        .orElseGet(TimeLeft::endless);
  }

  /** For evaluating finalists one after the other. */
  public TimeLeft finalists() {
    return limit
        .<TimeLeft>map(whole -> new Late(whole.minus(keptForLastLook(whole)), whole))
        .orElseGet(TimeLeft::endless);
  }

  /** Time with an end, and a later one for what is at work. */
  private final class Late implements TimeLeft {
    private final Duration end;
    private final Duration latest;

    Late(Duration end, Duration latest) {
      this.end = end;
      this.latest = latest;
    }

    @Override
    public boolean fits(Duration expected) {
      return passed().plus(expected).compareTo(end) < 0;
    }

    @Override
    public boolean isOver() {
      return passed().compareTo(latest) > 0;
    }
  }

  /** How long the front may be measured once more, at most as long as is asked for. */
  public Duration lastLook(Duration most) {
    return limit
        .map(whole -> left(whole.plus(OVERTIME)))
        .filter(left -> left.compareTo(most) < 0)
        .orElse(most);
  }

  private static Duration keptForLastLook(Duration whole) {
    Duration share = share(whole, LAST_LOOK);
    return share.compareTo(LAST_LOOK_MOST) < 0 ? share : LAST_LOOK_MOST;
  }

  private static Duration share(Duration whole, double of) {
    return Duration.ofMillis(Math.round(whole.toMillis() * of));
  }

  private Duration passed() {
    return Duration.between(began, clock.instant());
  }

  private Duration left(Duration until) {
    Duration left = until.minus(passed());
    return left.compareTo(LEAST) < 0 ? LEAST : left;
  }
}

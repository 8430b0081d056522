package io.paretune.search.trial;

import io.paretune.search.space.Assignment;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One evaluation of one assignment.
 *
 * @param number 0, 1, 2, ... in the order in which trials were made
 * @param state where it is in its life
 * @param assignment what is evaluated
 * @param sampler who proposed it; {@code user} for an enqueued trial
 * @param measurement what was found; present exactly when complete
 * @param declared metrics that were known before the end of the evaluation, by name; see {@link
 *     TrialEvent.Declared}
 * @param reports intermediate values, in order of arrival
 * @param reason why it was pruned, failed or requeued; otherwise empty
 * @param attempts how often its evaluation was started
 * @param startedAt when its last evaluation began; empty before the first
 * @param finishedAt when it ended; empty before
 * @param finishOrder 0, 1, 2, ... in the order in which trials ended; -1 before
 */
public record Trial(
    long number,
    TrialState state,
    Assignment assignment,
    String sampler,
    Optional<Measurement> measurement,
    Map<String, Double> declared,
    List<Report> reports,
    String reason,
    int attempts,
    Optional<Instant> startedAt,
    Optional<Instant> finishedAt,
    long finishOrder) {

  /** Who proposed an enqueued trial. */
  public static final String USER = "user";

  /** Copies the declared metrics, keeping their order, and the reports. */
  public Trial {
    declared =
        declared.isEmpty() ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(declared));
    reports = List.copyOf(reports);
  }

  /**
   * A trial as its first event makes it.
   *
   * @throws IllegalStateException if the event is not one that begins a trial
   */
  public static Trial first(TrialEvent event) {
    if (event instanceof TrialEvent.Enqueued enqueued) {
      return begun(
          enqueued.trial(), TrialState.WAITING, enqueued.assignment(), USER, 0, Optional.empty());
    }
    if (event instanceof TrialEvent.Started started) {
      return begun(
          started.trial(),
          TrialState.RUNNING,
          started.assignment(),
          started.sampler(),
          1,
          Optional.of(started.at()));
    }
    throw new IllegalStateException(
        "trial " + event.trial() + " must be enqueued or started first, got " + event);
  }

  /** A trial of which nothing was found yet. */
  private static Trial begun(
      long number,
      TrialState state,
      Assignment assignment,
      String sampler,
      int attempts,
      Optional<Instant> startedAt) {
    return new Trial(
        number,
        state,
        assignment,
        sampler,
        Optional.empty(),
        Map.of(),
        List.of(),
        "",
        attempts,
        startedAt,
        Optional.empty(),
        -1);
  }

  /**
   * This trial as an event leaves it.
   *
   * @throws IllegalStateException if the event does not fit the trial's state; nothing changes
   */
  public Trial after(TrialEvent event) {
    if (event.trial() != number) {
      throw new IllegalStateException("event of trial " + event.trial() + " told to " + number);
    }
    if (event instanceof TrialEvent.Started started) {
      require(TrialState.WAITING, "start");
      return begun(
          number, TrialState.RUNNING, assignment, sampler, attempts + 1, Optional.of(started.at()));
    }
    require(TrialState.RUNNING, "change");
    return changed(event);
  }

  private Trial changed(TrialEvent event) {
    if (event instanceof TrialEvent.Reported reported) {
      List<Report> more = new ArrayList<>(reports);
      more.add(reported.report());
      return with(state, measurement, declared, more, reason, finishedAt, finishOrder);
    }
    if (event instanceof TrialEvent.Declared told) {
      Map<String, Double> more = new LinkedHashMap<>(declared);
      more.putAll(told.metrics());
      return with(state, measurement, more, reports, reason, finishedAt, finishOrder);
    }
    if (event instanceof TrialEvent.Requeued requeued) {
      return with(
          TrialState.WAITING,
          measurement,
          Map.of(),
          List.of(),
          requeued.reason(),
          finishedAt,
          finishOrder);
    }
    if (event instanceof TrialEvent.Finished finished) {
      return with(
          finished.state(),
          finished.measurement(),
          declared,
          reports,
          finished.reason(),
          Optional.of(finished.at()),
          finished.finishOrder());
    }
    throw new IllegalStateException("trial " + number + " is RUNNING and cannot take " + event);
  }

  /** This complete trial with another measurement, to be shown in place of its own. */
  public Trial withMeasurement(Measurement shown) {
    return with(state, Optional.of(shown), declared, reports, reason, finishedAt, finishOrder);
  }

  private Trial with(
      TrialState newState,
      Optional<Measurement> newMeasurement,
      Map<String, Double> newDeclared,
      List<Report> newReports,
      String newReason,
      Optional<Instant> newFinishedAt,
      long newFinishOrder) {
    return new Trial(
        number,
        newState,
        assignment,
        sampler,
        newMeasurement,
        newDeclared,
        newReports,
        newReason,
        attempts,
        startedAt,
        newFinishedAt,
        newFinishOrder);
  }

  private void require(TrialState wanted, String verb) {
    if (state != wanted) {
      throw new IllegalStateException(
          "trial " + number + " must be " + wanted + " to " + verb + ", it is " + state);
    }
  }

  /** How long the last evaluation took; empty while it has not ended. */
  public Optional<Duration> duration() {
    return startedAt.flatMap(from -> finishedAt.map(to -> Duration.between(from, to)));
  }
}

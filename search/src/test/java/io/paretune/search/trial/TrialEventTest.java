package io.paretune.search.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.paretune.search.pareto.FrontChange;
import io.paretune.search.space.Assignment;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class TrialEventTest {

  private static final Instant NOON = Instant.parse("2026-02-03T12:00:00Z");
  private static final Assignment POINT = Assignment.of(Map.of("depth", 2L));
  private static final Measurement FOUND = Measurement.of(Map.of("accuracy", 0.5));

  private static final TrialEvent ENQUEUED = new TrialEvent.Enqueued(0, POINT, NOON);
  private static final TrialEvent STARTED =
      new TrialEvent.Started(0, POINT, "random", NOON.plusSeconds(1));
  private static final TrialEvent REPORTED =
      new TrialEvent.Reported(0, new Report(3, 0.25), NOON.plusSeconds(2));
  private static final TrialEvent KNOWN =
      new TrialEvent.Declared(0, Map.of("latency", 4.0), NOON.plusSeconds(2));
  private static final TrialEvent REQUEUED =
      new TrialEvent.Requeued(0, "the worker died", NOON.plusSeconds(3));
  private static final TrialEvent COMPLETED =
      new TrialEvent.Finished(
          0,
          TrialState.COMPLETE,
          Optional.of(FOUND),
          "",
          4,
          new FrontChange(List.of(0L), List.of()),
          NOON.plusSeconds(5));
  private static final TrialEvent PRUNED = ended(TrialState.PRUNED);
  private static final TrialEvent FAILED = ended(TrialState.FAILED);

  private static TrialEvent ended(TrialState state) {
    return new TrialEvent.Finished(
        0, state, Optional.empty(), "hopeless", 4, FrontChange.NONE, NOON.plusSeconds(5));
  }

  private static Trial after(TrialEvent first, TrialEvent... more) {
    Trial trial = Trial.first(first);
    for (TrialEvent event : more) {
      trial = trial.after(event);
    }
    return trial;
  }

  @Test
  void everyStateTakesExactlyItsOwnEvents() {
    Map<String, TrialEvent> events = new LinkedHashMap<>();
    events.put("enqueue", ENQUEUED);
    events.put("start", STARTED);
    events.put("report", REPORTED);
    events.put("know", KNOWN);
    events.put("requeue", REQUEUED);
    events.put("complete", COMPLETED);
    events.put("prune", PRUNED);
    events.put("fail", FAILED);
    Map<Trial, Map<String, TrialState>> legal =
        Map.of(
            after(ENQUEUED), Map.of("start", TrialState.RUNNING),
            after(STARTED, REQUEUED), Map.of("start", TrialState.RUNNING),
            after(STARTED),
                Map.of(
                    "report", TrialState.RUNNING,
                    "know", TrialState.RUNNING,
                    "requeue", TrialState.WAITING,
                    "complete", TrialState.COMPLETE,
                    "prune", TrialState.PRUNED,
                    "fail", TrialState.FAILED),
            after(STARTED, COMPLETED), Map.of(),
            after(STARTED, PRUNED), Map.of(),
            after(STARTED, FAILED), Map.of());
    legal.forEach(
        (trial, leads) ->
            events.forEach(
                (name, event) -> {
                  if (leads.containsKey(name)) {
                    assertThat(trial.after(event).state()).as(name).isEqualTo(leads.get(name));
                  } else {
                    assertThatThrownBy(() -> trial.after(event))
                        .as("%s in %s", name, trial.state())
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("trial 0")
                        .hasMessageContaining(trial.state().name());
                  }
                }));
  }

  @Test
  void aTrialBeginsEnqueuedOrStarted() {
    assertThat(after(ENQUEUED).state()).isEqualTo(TrialState.WAITING);
    assertThat(after(ENQUEUED).sampler()).isEqualTo(Trial.USER);
    assertThat(after(ENQUEUED).attempts()).isZero();
    assertThat(after(STARTED).state()).isEqualTo(TrialState.RUNNING);
    assertThat(after(STARTED).sampler()).isEqualTo("random");
    for (TrialEvent event : List.of(REPORTED, KNOWN, REQUEUED, COMPLETED, PRUNED, FAILED)) {
      assertThatThrownBy(() -> Trial.first(event))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("trial 0 must be enqueued or started first");
    }
  }

  @Test
  void anEventOfAnotherTrialIsRefused() {
    TrialEvent other = new TrialEvent.Requeued(1, "", NOON);
    assertThatThrownBy(() -> after(STARTED).after(other))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("trial 1");
  }

  @Test
  void requeueForgetsReportsAndASecondStartCountsAnAttempt() {
    Trial waiting = after(STARTED, REPORTED, KNOWN, REQUEUED);
    assertThat(waiting.reports()).isEmpty();
    assertThat(waiting.declared()).isEmpty();
    assertThat(waiting.reason()).isEqualTo("the worker died");
    assertThat(waiting.attempts()).isEqualTo(1);
    TrialEvent again = new TrialEvent.Started(0, POINT, "random", NOON.plusSeconds(9));
    Trial running = waiting.after(again);
    assertThat(running.attempts()).isEqualTo(2);
    assertThat(running.reason()).isEmpty();
    assertThat(running.startedAt()).contains(NOON.plusSeconds(9));
    assertThat(running.duration()).isEmpty();
  }

  @Test
  void aCompleteTrialKeepsItsMeasurementReportsAndTimes() {
    Trial trial = after(STARTED, REPORTED, COMPLETED);
    assertThat(trial.measurement()).contains(FOUND);
    assertThat(trial.reports()).containsExactly(new Report(3, 0.25));
    assertThat(trial.finishOrder()).isEqualTo(4);
    assertThat(trial.duration()).contains(Duration.ofSeconds(4));
    assertThat(trial.state().isFinished()).isTrue();
  }

  @Test
  void anEndedTrialKeepsItsReason() {
    assertThat(after(STARTED, PRUNED).reason()).isEqualTo("hopeless");
    assertThat(after(STARTED, FAILED).measurement()).isEmpty();
  }

  @Test
  void aFinishNeedsAFinalStateAndAMeasurementExactlyWhenComplete() {
    assertThatThrownBy(
            () ->
                new TrialEvent.Finished(
                    0, TrialState.RUNNING, Optional.empty(), "", 0, FrontChange.NONE, NOON))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("RUNNING");
    assertThatThrownBy(
            () ->
                new TrialEvent.Finished(
                    0, TrialState.COMPLETE, Optional.empty(), "", 0, FrontChange.NONE, NOON))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(
            () ->
                new TrialEvent.Finished(
                    0, TrialState.FAILED, Optional.of(FOUND), "", 0, FrontChange.NONE, NOON))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void whatIsKnownStaysWithTheTrialAndItsNewestValueCounts() {
    TrialEvent again = new TrialEvent.Declared(0, Map.of("latency", 5.0, "size", 1.0), NOON);
    for (TrialEvent end : List.of(COMPLETED, PRUNED, FAILED)) {
      Trial trial = after(STARTED, KNOWN, REPORTED, again, end);
      assertThat(trial.declared()).isEqualTo(Map.of("latency", 5.0, "size", 1.0));
      assertThat(trial.reports()).hasSize(1);
    }
  }

  @Test
  void whatIsKnownIsFiniteAndNotNothing() {
    assertThatThrownBy(() -> new TrialEvent.Declared(0, Map.of(), NOON))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("got none");
    assertThatThrownBy(() -> new TrialEvent.Declared(0, Map.of("size", Double.NaN), NOON))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("got NaN (metric 'size')");
  }

  @Test
  void reportsAreFiniteAndStepsNotNegative() {
    assertThatThrownBy(() -> new Report(-1, 0)).hasMessageContaining("got -1");
    assertThatThrownBy(() -> new Report(2, Double.NaN)).hasMessageContaining("NaN at step 2");
  }
}

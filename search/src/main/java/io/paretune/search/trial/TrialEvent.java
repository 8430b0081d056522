package io.paretune.search.trial;

import io.paretune.search.pareto.FrontChange;
import io.paretune.search.space.Assignment;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * One step of a trial's life: what a store keeps, one transaction each.
 *
 * <p>A trial's state is what its events, applied in order, make of it ({@link Trial#after}).
 */
public sealed interface TrialEvent {

  /** The trial's number: 0, 1, 2, ... in the order in which trials were made. */
  long trial();

  /** When it happened. */
  Instant at();

  /**
   * A trial that the user asked for, to be run before the sampler is asked again.
   *
   * @param trial its number
   * @param assignment what to evaluate
   * @param at when
   */
  record Enqueued(long trial, Assignment assignment, Instant at) implements TrialEvent {}

  /**
   * An evaluation began.
   *
   * @param trial its number
   * @param assignment what is evaluated
   * @param sampler who proposed it
   * @param at when
   */
  record Started(long trial, Assignment assignment, String sampler, Instant at)
      implements TrialEvent {}

  /**
   * An intermediate value.
   *
   * @param trial its number
   * @param report the value and its step
   * @param at when
   */
  record Reported(long trial, Report report, Instant at) implements TrialEvent {}

  /**
   * Metrics that are known before the evaluation ends, usually before it trains: sizes and counts,
   * or the latency of an untrained network. A metric that is declared again takes its new value.
   *
   * @param trial its number
   * @param metrics at least one, finite, by name; in the metric's own direction
   * @param at when
   */
  record Declared(long trial, Map<String, Double> metrics, Instant at) implements TrialEvent {

    /** Checks the numbers and copies them, keeping their order. */
    public Declared {
      if (metrics.isEmpty()) {
        throw new IllegalArgumentException("at least one metric must be declared, got none");
      }
      metrics = Collections.unmodifiableMap(new LinkedHashMap<>(metrics));
      metrics.forEach(
          (metric, value) -> {
            if (!Double.isFinite(value)) {
              throw new IllegalArgumentException(
                  "a declared metric must be finite, got " + value + " (metric '" + metric + "')");
            }
          });
    }
  }

  /**
   * An evaluation was cut off (a worker died, the run was stopped) and is to be repeated; its
   * reports and what was declared of it are forgotten.
   *
   * @param trial its number
   * @param reason why it was cut off
   * @param at when
   */
  record Requeued(long trial, String reason, Instant at) implements TrialEvent {}

  /**
   * An evaluation ended.
   *
   * @param trial its number
   * @param state {@code COMPLETE}, {@code PRUNED} or {@code FAILED}
   * @param measurement what was found; present exactly when complete
   * @param reason why it was pruned or failed; empty when complete
   * @param finishOrder 0, 1, 2, ... in the order in which trials ended
   * @param front what it did to the Pareto front
   * @param at when
   */
  record Finished(
      long trial,
      TrialState state,
      Optional<Measurement> measurement,
      String reason,
      long finishOrder,
      FrontChange front,
      Instant at)
      implements TrialEvent {

    /** Checks that a measurement is there exactly when the trial is complete. */
    public Finished {
      if (!state.isFinished()) {
        throw new IllegalArgumentException("a finished trial's state must be final, got " + state);
      }
      if (measurement.isPresent() != (state == TrialState.COMPLETE)) {
        throw new IllegalArgumentException(
            "a trial has a measurement exactly when it is COMPLETE, got " + state);
      }
    }
  }
}

package io.paretune.search.study;

import io.paretune.search.space.Assignment;
import io.paretune.search.space.TypedSpace;
import io.paretune.search.trial.Measurement;
import io.paretune.search.trial.Objective;
import io.paretune.search.trial.Outcome;
import io.paretune.search.trial.TrialChannel;
import io.paretune.search.trial.Verdict;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A trial while it is evaluated.
 *
 * @param <T> the space's type
 */
public final class ActiveTrial<T> implements TrialChannel {

  private final Study<T> study;
  private final long number;
  private final int attempt;
  private final Assignment assignment;
  private final TypedSpace<T> space;

  ActiveTrial(
      Study<T> study, long number, int attempt, Assignment assignment, TypedSpace<T> space) {
    this.study = study;
    this.number = number;
    this.attempt = attempt;
    this.assignment = assignment;
    this.space = space;
  }

  /** The trial's number. */
  public long number() {
    return number;
  }

  /** 1 for the first evaluation, more after the trial was requeued. */
  public int attempt() {
    return attempt;
  }

  /** The values as the sampler proposed them. */
  public Assignment assignment() {
    return assignment;
  }

  /**
   * The values as an object of the space's type, made anew on every call; whatever the type's
   * constructor throws comes through.
   */
  public T value() {
    return space.decode(assignment);
  }

  /**
   * {@inheritDoc}
   *
   * <p>Return {@link #pruned} to stop.
   *
   * @throws IllegalArgumentException if the value is not finite
   * @throws IllegalStateException if the trial has ended
   */
  @Override
  public Verdict report(int step, double value) {
    return study.report(number, step, value);
  }

  /**
   * Declares one metric that is known before the evaluation ends, usually before it trains: an
   * objective that follows from the assignment, such as a number of parameters, or another metric
   * that tells something of one. Return {@link #pruned} if the verdict says so.
   *
   * @param metric its name
   * @param value in the metric's own direction
   * @throws IllegalArgumentException if the value is not finite
   * @throws IllegalStateException if the trial has ended
   */
  public Verdict declare(String metric, double value) {
    return declare(Map.of(metric, value));
  }

  /**
   * {@inheritDoc}
   *
   * <p>Return {@link #pruned} to stop.
   *
   * @throws IllegalArgumentException if there is no metric, or one that is not finite
   * @throws IllegalStateException if the trial has ended
   */
  @Override
  public Verdict declare(Map<String, Double> metrics) {
    return study.declare(number, metrics);
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalArgumentException if there is no metric, or one that is not finite
   * @throws IllegalStateException if the trial has ended
   */
  @Override
  public Verdict settle(Map<String, Double> metrics) {
    return study.settle(number, metrics);
  }

  @Override
  public void phase(String phase) {
    study.phase(number, phase);
  }

  /**
   * The outcome of a successful evaluation.
   *
   * @param objectives one value an objective, in the order in which the study declares them
   */
  public Outcome measured(double... objectives) {
    return measured(Map.of(), objectives);
  }

  /**
   * The outcome of a successful evaluation with other metrics beside the objectives: those that the
   * study constrains, and any that are only to be reported.
   *
   * @param others by name
   * @param objectives one value an objective, in the order in which the study declares them
   */
  public Outcome measured(Map<String, Double> others, double... objectives) {
    List<Objective> declared = study.definition().objectives();
    if (objectives.length != declared.size()) {
      throw new IllegalArgumentException(
          "one value for each of %s must be given, got %d"
              .formatted(declared.stream().map(Objective::name).toList(), objectives.length));
    }
    Map<String, Double> metrics = new LinkedHashMap<>();
    for (int i = 0; i < objectives.length; i++) {
      metrics.put(declared.get(i).name(), objectives[i]);
    }
    others.forEach(
        (name, value) -> {
          if (metrics.put(name, value) != null) {
            throw new IllegalArgumentException(
                "'" + name + "' is an objective: give its value once, among the objectives");
          }
        });
    return new Outcome.Measured(Measurement.of(metrics));
  }

  /** The outcome of a successful evaluation with more than the objectives. */
  public Outcome measured(Measurement measurement) {
    return new Outcome.Measured(measurement);
  }

  /** The outcome of a trial that a pruner stopped. */
  public Outcome pruned(Verdict verdict) {
    if (verdict instanceof Verdict.Prune prune) {
      return new Outcome.Pruned(prune.reason());
    }
    throw new IllegalArgumentException(
        "only a verdict to prune ends a trial, got keep (trial " + number + ")");
  }
}

package io.paretune.evaluators.trial.preparation.kept;

import io.paretune.evaluators.train.forward.StepGate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Watches steps that are all alike, and foretells what the rest of them will take, so that what
 * would not be done in time can be ended as soon as the pace is known.
 */
public final class StepForecast implements StepGate {

  /** The first steps load scripts; the median of the rest does not see the stragglers. */
  private static final int LOADING = 4;

  private static final int ENOUGH = 12;

  private final StepGate gate;
  private final Consumer<Duration> expected;
  private final List<Long> nanos = new ArrayList<>();
  private int steps;
  private long ended;

  /**
   * @param gate goes around every step, too
   * @param expected is told after each step what the rest will take; may throw
   */
  public StepForecast(StepGate gate, Consumer<Duration> expected) {
    this.gate = gate;
    this.expected = expected;
  }

  /** So many steps begin; 0 for some that are not watched. */
  public void begins(int ofSteps) {
    steps = ofSteps;
    nanos.clear();
  }

  /** How many of them were taken. */
  public int taken() {
    return nanos.size();
  }

  @Override
  public StepGate beside() {
    return gate.beside();
  }

  @Override
  public void run(Runnable step) {
    // from the end of the step before, so that waiting for its batch counts
    long began = nanos.isEmpty() ? System.nanoTime() : ended;
    gate.run(step);
    ended = System.nanoTime();
    if (nanos.size() >= steps) {
      return;
    }
    nanos.add(ended - began);
    if (nanos.size() >= Math.min(ENOUGH, steps)) {
      List<Long> sorted = nanos.stream().skip(Math.min(LOADING, steps - 1)).sorted().toList();
      long usual = sorted.get(sorted.size() / 2);
      expected.accept(Duration.ofNanos(usual * (steps - nanos.size())));
    }
  }
}

package io.paretune.evaluators.trial.preparation;

import io.paretune.evaluators.train.forward.StepGate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Watches the steps of the first epoch, and ends a training of which not even that epoch would be
 * done in time, as soon as the pace is known.
 */
final class FirstEpoch implements StepGate {

  /** The first steps load scripts; the median of the rest does not see the stragglers. */
  private static final int LOADING = 4;

  private static final int ENOUGH = 12;

  private final StepGate gate;
  private final TimeAllowed allowed;
  private final List<Long> nanos = new ArrayList<>();
  private int steps;

  /**
   * @param gate goes around every step, too
   */
  FirstEpoch(StepGate gate, TimeAllowed allowed) {
    this.gate = gate;
    this.allowed = allowed;
  }

  /** An epoch of so many steps begins; 0 for one that is not watched. */
  void begins(int ofSteps) {
    steps = ofSteps;
    nanos.clear();
  }

  @Override
  public void run(Runnable step) {
    long began = System.nanoTime();
    gate.run(step);
    if (nanos.size() >= steps) {
      return;
    }
    nanos.add(System.nanoTime() - began);
    if (nanos.size() >= Math.min(ENOUGH, steps)) {
      List<Long> sorted = nanos.stream().skip(Math.min(LOADING, steps - 1)).sorted().toList();
      long usual = sorted.get(sorted.size() / 2);
      allowed.requireFirst(Duration.ofNanos(usual * (steps - nanos.size())));
    }
  }
}

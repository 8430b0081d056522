package io.paretune.experiments.coordinator;

import io.paretune.experiments.measuring.QueueState;
import io.paretune.search.trial.Trial;
import java.util.List;
import java.util.function.Consumer;

/**
 * Several listeners, told in order.
 *
 * @param all the listeners
 */
public record RunListeners(List<RunListener> all) implements RunListener {

  /** Copies the list. */
  public RunListeners {
    all = List.copyOf(all);
  }

  private void tell(Consumer<RunListener> what) {
    all.forEach(what);
  }

  @Override
  public void runStarted(long finished) {
    tell(one -> one.runStarted(finished));
  }

  @Override
  public void runEnded(String reason) {
    tell(one -> one.runEnded(reason));
  }

  @Override
  public void workerChanged(int worker, WorkerState state, String detail) {
    tell(one -> one.workerChanged(worker, state, detail));
  }

  @Override
  public void phaseChanged(int worker, String phase) {
    tell(one -> one.phaseChanged(worker, phase));
  }

  @Override
  public void measuringChanged(QueueState state) {
    tell(one -> one.measuringChanged(state));
  }

  @Override
  public void trialStarted(int worker, long trial, int attempt) {
    tell(one -> one.trialStarted(worker, trial, attempt));
  }

  @Override
  public void trialResumed(long trial) {
    tell(one -> one.trialResumed(trial));
  }

  @Override
  public void trialChanged(Trial trial) {
    tell(one -> one.trialChanged(trial));
  }

  @Override
  public void warned(String message) {
    tell(one -> one.warned(message));
  }
}

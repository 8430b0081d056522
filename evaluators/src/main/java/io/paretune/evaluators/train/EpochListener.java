package io.paretune.evaluators.train;

/** Hears of every epoch and may end the training, as a pruner of trials does. */
@FunctionalInterface
public interface EpochListener {
  /** Whether to go on. */
  enum Decision {
    /** Train on. */
    CONTINUE,
    /** End here; the weights are returned as they are. */
    STOP
  }

  /**
   * Called after each epoch, on the training thread.
   *
   * @param epoch from 1
   * @param validationScore the task's reported metric
   */
  Decision onEpoch(int epoch, double validationScore);

  /** Trains to the end. */
  static EpochListener untilTheEnd() {
    return (epoch, score) -> Decision.CONTINUE;
  }
}

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

  /**
   * How many epochs there are to be in all, asked after each; fewer than were planned end the
   * training sooner, and its learning rate falls accordingly.
   *
   * @param done epochs behind it
   * @param planned in all so far
   * @return at least {@code done}
   */
  default int epochs(int done, int planned) {
    return planned;
  }

  /** Trains to the end. */
  static EpochListener untilTheEnd() {
    return (epoch, score) -> Decision.CONTINUE;
  }
}

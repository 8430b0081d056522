package io.paretune.evaluators.trial.preparation;

import ai.djl.Device;
import io.paretune.evaluators.data.TrainSplit;
import io.paretune.evaluators.network.Initialisation;
import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.train.Trainer;
import io.paretune.evaluators.train.TrainingSettings;
import io.paretune.evaluators.train.forward.StepGate;
import io.paretune.evaluators.trial.preparation.kept.TimeTooShortException;
import io.paretune.hardware.runtime.torch.TorchEngine;
import java.time.Duration;

/**
 * What the first epoch of a preparation takes at least, as far as a few steps of a network on this
 * machine tell.
 *
 * @param network that is trained on every example, alone or among others
 * @param settings how
 * @param device where
 * @param gate goes around every step
 */
record FirstEpoch(
    Network network, TrainSplit data, TrainingSettings settings, Device device, StepGate gate) {

  /** Far below what any processor gets done: time for an epoch at this pace is enough. */
  private static final double MULTIPLY_ADDS_A_SECOND = 2e9;

  /** Forward, and twice as much back. */
  private static final int PASSES = 3;

  /** A worker has started by then. */
  private static final Duration START = Duration.ofSeconds(10);

  /** A worker with more threads an operator may be faster by so much, by a quarter of them all. */
  private static final double FASTER =
      Math.max(2, Runtime.getRuntime().availableProcessors() / 4.0);

  /** No worker starts, reads its data and loads the engine in less. */
  private static final double START_SECONDS = 1;

  private static final double MILLIS = 1e3;

  /**
   * Refuses a time within which it does not end; takes some seconds if there is a doubt, and none
   * if there is not.
   *
   * @param what it is the first epoch of
   * @param fix what to do beside giving more time
   * @throws TimeTooShortException naming both times
   */
  void require(Duration time, String what, String fix) {
    double roughly =
        PASSES * (double) network.multiplyAdds() * data.size() / MULTIPLY_ADDS_A_SECOND;
    if (time.minus(START).toMillis() / MILLIS > roughly) {
      return;
    }
    // as a worker has it: several would wait for each other on a busy machine
    Duration step = TorchEngine.withThreads(1, this::step);
    int steps = Math.max(1, data.size() / settings.batchSize());
    double least = START_SECONDS + step.toNanos() / 1e9 * steps / FASTER;
    if (least > time.toMillis() / MILLIS) {
      throw new TimeTooShortException(
          "the time limit must leave time for one epoch of the %s, got %.1f s for what takes at least %.1f s; raise the time limit, or %s"
              .formatted(what, time.toMillis() / MILLIS, least, fix));
    }
  }

  private Duration step() {
    return Trainer.on(device)
        .pace(network, Initialisation.kaiming(network, settings.seed()), data, settings, gate)
        .get(0);
  }
}

package io.paretune.evaluators.trial.preparation.kept;

import io.paretune.evaluators.network.Weights;
import io.paretune.evaluators.train.step.TrainingLoop;
import java.util.Map;

/** A training that goes an epoch at a time. Owns native memory. */
public interface EpochTraining extends AutoCloseable {

  /** Takes the steps, and tells where it stands. */
  TrainingLoop loop();

  /** A copy of what is trained, as it is. */
  Weights weights();

  /** Figures after the last epoch beside its loss, by name. */
  Map<String, Double> figures();

  @Override
  void close();
}

package io.paretune.evaluators.trial.stage;

import io.paretune.evaluators.compress.CompressionPlan;
import io.paretune.evaluators.network.WeightedNetwork;

/** A technique of compression, carried out on a trained network. */
public interface TechniqueStage extends Stage {

  /**
   * A network of the same sizes as this stage will leave it in: what is declared of a trial before
   * it trains is exactly what is measured after it, so sizes follow from the plan, never from
   * weights.
   */
  WeightedNetwork sized(WeightedNetwork untrained, CompressionPlan plan);

  /** Whether it spends the schedule's epochs of fine-tuning, so that no training before it does. */
  boolean spendsFineTuning(CompressionPlan plan);
}

package io.paretune.evaluators.trial.stage;

import io.paretune.evaluators.compress.CompressionPlan;
import io.paretune.evaluators.compress.prune.BlockRemoval;
import io.paretune.evaluators.network.WeightedNetwork;
import io.paretune.search.trial.TrialChannel;

/**
 * Takes whole blocks away, before anything is trained; what is left of the plan is for the rest.
 */
public final class RemoveBlocks implements Stage {

  @Override
  public Candidate apply(Candidate candidate, TrialChannel channel) {
    CompressionPlan plan = candidate.plan();
    if (plan.removed().isEmpty()) {
      return candidate;
    }
    WeightedNetwork left = BlockRemoval.remove(candidate.network(), plan.removed());
    return candidate.cut(plan.within(left.network()), left, 0);
  }
}

package io.paretune.evaluators.trial.stage;

import io.paretune.evaluators.compress.PlannedExport;
import io.paretune.evaluators.compress.quantise.QuantisationPlan;
import io.paretune.evaluators.train.forward.StepGate;
import io.paretune.evaluators.trial.NetworkProblem;
import io.paretune.hardware.runtime.batch.Placement;
import io.paretune.search.trial.TrialChannel;
import java.util.Optional;

/**
 * Writes the file whose rounding is learned. It trains beside others, so that it goes through their
 * gate, while export does not.
 */
public final class LearnRounding implements Stage {

  private final NetworkProblem problem;
  private final Placement where;
  private final StepGate gate;

  /**
   * @param gate goes around every batch
   */
  public LearnRounding(NetworkProblem problem, Placement where, StepGate gate) {
    this.problem = problem;
    this.where = where;
    this.gate = gate;
  }

  @Override
  public Candidate apply(Candidate candidate, TrialChannel channel) {
    QuantisationPlan plan = candidate.plan().quantisation();
    if (!plan.learnsRounding()) {
      return candidate;
    }
    channel.phase("learning rounding");
    byte[] file =
        PlannedExport.encode(
            candidate.network(), plan, problem.calibrationImages(plan), where, gate);
    return candidate.rounded(new RoundedNetwork(candidate.network(), file), 0, Optional.empty());
  }
}

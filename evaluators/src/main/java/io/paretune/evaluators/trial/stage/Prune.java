package io.paretune.evaluators.trial.stage;

import io.paretune.evaluators.compress.CompressionPlan;
import io.paretune.evaluators.compress.prune.GradualPruning;
import io.paretune.evaluators.compress.prune.PruningPlan;
import io.paretune.evaluators.compress.prune.channel.Importance;
import io.paretune.evaluators.compress.prune.channel.Pruned;
import io.paretune.evaluators.compress.prune.criterion.Criteria;
import io.paretune.evaluators.network.WeightedNetwork;
import io.paretune.evaluators.train.TrainingSettings;
import io.paretune.evaluators.train.forward.StepGate;
import io.paretune.evaluators.trial.NetworkProblem;
import io.paretune.evaluators.trial.Schedule;
import io.paretune.evaluators.trial.training.Training;
import io.paretune.evaluators.trial.training.TrainingRun;
import io.paretune.hardware.runtime.batch.Placement;
import io.paretune.search.trial.TrialChannel;

/** Prunes channels or weights in steps, with fine-tuning after each. */
public final class Prune implements TechniqueStage {

  private final NetworkProblem problem;
  private final Schedule schedule;
  private final Training training;
  private final StepGate gate;
  private final int threads;

  /**
   * @param gate goes around every batch that a criterion looks at
   * @param threads native threads for looking at activations
   */
  public Prune(NetworkProblem problem, Training training, StepGate gate, int threads) {
    this.problem = problem;
    this.schedule = problem.spec().schedule();
    this.training = training;
    this.gate = gate;
    this.threads = threads;
  }

  @Override
  public WeightedNetwork sized(WeightedNetwork untrained, CompressionPlan plan) {
    if (!plan.pruning().prunes()) {
      return untrained;
    }
    Pruned pruned =
        GradualPruning.of(plan.pruning(), untrained.network(), Importance.l1()).atOnce(untrained);
    return new WeightedNetwork(pruned.network(), pruned.weights());
  }

  @Override
  public boolean spendsFineTuning(CompressionPlan plan) {
    return plan.pruning().prunes();
  }

  @Override
  public Candidate apply(Candidate candidate, TrialChannel channel) {
    PruningPlan plan = candidate.plan().pruning();
    if (!plan.prunes()) {
      return candidate;
    }
    Importance importance =
        Criteria.of(
            plan.criterion(),
            problem.data().train(),
            schedule.calibrationImages(),
            new Placement(schedule.device(), threads),
            gate);
    GradualPruning pruning = GradualPruning.of(plan, candidate.network().network(), importance);
    Candidate current = candidate;
    for (int step = 1; step <= pruning.steps() && current.pruned().isEmpty(); step++) {
      channel.phase("pruning");
      Pruned pruned = pruning.step(step, current.network());
      int channels = pruned.removedChannels().values().stream().mapToInt(Integer::intValue).sum();
      WeightedNetwork smaller = new WeightedNetwork(pruned.network(), pruned.weights());
      int epochs = pruning.epochsAfter(step, schedule.fineTuningEpochs());
      current = fineTuned(current.cut(current.plan(), smaller, channels), epochs, channel);
    }
    return current;
  }

  private Candidate fineTuned(Candidate candidate, int epochs, TrialChannel channel) {
    if (epochs == 0) {
      return candidate;
    }
    TrainingSettings how = candidate.point().settings().fineTuning(epochs);
    TrainingRun run =
        new TrainingRun(candidate.network(), how, candidate.plan().pruning().duringFineTuning());
    return candidate.trained(
        training.fit(run, candidate.point(), candidate.epochs(), channel), epochs);
  }
}

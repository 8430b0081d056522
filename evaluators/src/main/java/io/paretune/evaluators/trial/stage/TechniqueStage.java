package io.paretune.evaluators.trial.stage;

import io.paretune.evaluators.compress.CompressionPlan;
import io.paretune.evaluators.compress.technique.Cut;
import io.paretune.evaluators.compress.technique.Passes;
import io.paretune.evaluators.compress.technique.Step;
import io.paretune.evaluators.compress.technique.Technique;
import io.paretune.evaluators.compress.technique.TechniqueContext;
import io.paretune.evaluators.network.WeightedNetwork;
import io.paretune.evaluators.train.TrainingSettings;
import io.paretune.evaluators.trial.training.Training;
import io.paretune.evaluators.trial.training.TrainingRun;
import io.paretune.search.trial.TrialChannel;

/** A technique of compression at work: pass by pass, with fine-tuning after those that want it. */
public final class TechniqueStage implements Stage {

  private final Technique technique;
  private final TechniqueContext context;
  private final Training training;
  private final int fineTuningEpochs;

  /**
   * @param context what its passes may look at
   * @param fineTuningEpochs the schedule's
   */
  public TechniqueStage(
      Technique technique, TechniqueContext context, Training training, int fineTuningEpochs) {
    this.technique = technique;
    this.context = context;
    this.training = training;
    this.fineTuningEpochs = fineTuningEpochs;
  }

  private Step step(CompressionPlan plan) {
    return plan.step(technique.name());
  }

  /** Whether it does anything. */
  boolean acts(CompressionPlan plan) {
    return step(plan).acts();
  }

  /** Whether it looks at what the network computes. */
  boolean looksAtValues(CompressionPlan plan) {
    return acts(plan) && step(plan).looksAtValues();
  }

  /** Whether it spends the schedule's epochs of fine-tuning, so that no training before it does. */
  boolean spendsFineTuning(CompressionPlan plan) {
    return technique.fineTunes() && acts(plan);
  }

  /** A network of the same graph and sizes as this stage will leave it in. */
  WeightedNetwork sized(WeightedNetwork untrained, CompressionPlan plan) {
    return acts(plan) ? step(plan).sized(untrained) : untrained;
  }

  @Override
  public Candidate apply(Candidate candidate, TrialChannel channel) {
    if (!acts(candidate.plan())) {
      return candidate;
    }
    Passes passes = step(candidate.plan()).begin(candidate.network().network(), context);
    Candidate current = candidate;
    for (int pass = 1; pass <= passes.count() && current.course().pruned().isEmpty(); pass++) {
      channel.phase(technique.name());
      Cut cut = passes.pass(pass, current.network());
      int epochs = passes.epochsAfter(pass, fineTuningEpochs);
      current = fineTuned(current.cut(cut), epochs, channel);
    }
    return current;
  }

  private Candidate fineTuned(Candidate candidate, int epochs, TrialChannel channel) {
    if (epochs == 0) {
      return candidate;
    }
    TrainingSettings how = candidate.point().settings().fineTuning(epochs);
    TrainingRun run = new TrainingRun(candidate.network(), how, candidate.plan().lasting());
    return candidate.trained(
        training.fit(run, candidate.point(), candidate.course().epochs(), channel), epochs);
  }
}

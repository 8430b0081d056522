package io.paretune.evaluators.trial.stage;

import io.paretune.evaluators.compress.CompressionPlan;
import io.paretune.evaluators.compress.qat.QuantisationAwareTraining;
import io.paretune.evaluators.compress.rewrite.ScaledOutput;
import io.paretune.evaluators.network.WeightedNetwork;
import io.paretune.evaluators.task.OutputScale;
import io.paretune.evaluators.train.TrainingSettings;
import io.paretune.evaluators.trial.NetworkProblem;
import io.paretune.evaluators.trial.training.Fitted;
import io.paretune.evaluators.trial.training.Training;
import io.paretune.evaluators.trial.training.TrainingRun;
import io.paretune.search.trial.TrialChannel;

/** Quantisation-aware training: as many epochs more with the rounding that the file will have. */
public final class TrainWithRounding implements Stage {

  private final NetworkProblem problem;
  private final Training training;
  private final int threads;

  /**
   * @param threads native threads for calibrating
   */
  public TrainWithRounding(NetworkProblem problem, Training training, int threads) {
    this.problem = problem;
    this.training = training;
    this.threads = threads;
  }

  @Override
  public Candidate apply(Candidate candidate, TrialChannel channel) {
    CompressionPlan plan = candidate.plan();
    if (!plan.quantisation().trains()) {
      return candidate;
    }
    QuantisationAwareTraining aware =
        QuantisationAwareTraining.prepare(
            candidate.network(),
            plan.quantisation(),
            problem.calibrationImages(plan.quantisation()),
            threads);
    TrainingSettings how =
        aware.settings(candidate.point().settings(), problem.spec().schedule().fineTuningEpochs());
    // what pruning has zeroed stays zero, too
    TrainingRun run = new TrainingRun(aware.start(), how, aware.transform().after(plan.lasting()));
    Fitted tuned = training.fit(run, candidate.point(), candidate.course().epochs(), channel);
    OutputScale scale = problem.data().head().scale();
    WeightedNetwork network =
        ScaledOutput.of(
            new WeightedNetwork(aware.start().network(), tuned.trained().weights()), scale);
    byte[] file = aware.encode(tuned.trained(), scale);
    return candidate.rounded(new RoundedNetwork(network, file), tuned, how.epochs());
  }
}

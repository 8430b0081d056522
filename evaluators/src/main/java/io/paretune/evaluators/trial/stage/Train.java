package io.paretune.evaluators.trial.stage;

import io.paretune.evaluators.compress.CompressionPlan;
import io.paretune.evaluators.train.TrainingSettings;
import io.paretune.evaluators.train.forward.WeightTransform;
import io.paretune.evaluators.trial.training.Training;
import io.paretune.evaluators.trial.training.TrainingRun;
import io.paretune.evaluators.trial.training.WeightSource;
import io.paretune.search.trial.TrialChannel;
import java.util.List;
import java.util.Optional;

/**
 * The training that the first weights want, before any technique touches what was trained. Epochs
 * of fine-tuning that no technique spends are spent here.
 */
public final class Train implements Stage {

  private final Training training;
  private final WeightSource weights;
  private final List<TechniqueStage> earlier;
  private final List<TechniqueStage> later;
  private final int fineTuningEpochs;

  /**
   * @param weights what the network started with
   * @param earlier techniques that have acted
   * @param later techniques that follow
   * @param fineTuningEpochs the schedule's
   */
  public Train(
      Training training,
      WeightSource weights,
      List<TechniqueStage> earlier,
      List<TechniqueStage> later,
      int fineTuningEpochs) {
    this.training = training;
    this.weights = weights;
    this.earlier = List.copyOf(earlier);
    this.later = List.copyOf(later);
    this.fineTuningEpochs = fineTuningEpochs;
  }

  @Override
  public Candidate apply(Candidate candidate, TrialChannel channel) {
    CompressionPlan plan = candidate.plan();
    boolean spent = later.stream().anyMatch(technique -> technique.spendsFineTuning(plan));
    boolean cut = earlier.stream().anyMatch(technique -> technique.acts(plan));
    Optional<TrainingSettings> wanted =
        weights.training(candidate.point().settings(), spent ? 0 : fineTuningEpochs, cut);
    return wanted.map(how -> trained(candidate, how, channel)).orElse(candidate);
  }

  private Candidate trained(Candidate candidate, TrainingSettings how, TrialChannel channel) {
    TrainingRun run = new TrainingRun(candidate.network(), how, WeightTransform.identity());
    return candidate.trained(
        training.fit(run, candidate.point(), candidate.course().epochs(), channel), how.epochs());
  }
}

package io.paretune.evaluators.trial.pipeline;

import io.paretune.evaluators.train.forward.StepGate;
import io.paretune.evaluators.trial.NetworkProblem;
import io.paretune.evaluators.trial.measure.ArtifactEvaluation;
import io.paretune.evaluators.trial.measure.PossibleFiles;
import io.paretune.evaluators.trial.stage.AnswerInUnit;
import io.paretune.evaluators.trial.stage.Declare;
import io.paretune.evaluators.trial.stage.Prune;
import io.paretune.evaluators.trial.stage.RemoveBlocks;
import io.paretune.evaluators.trial.stage.Stage;
import io.paretune.evaluators.trial.stage.TechniqueStage;
import io.paretune.evaluators.trial.stage.Train;
import io.paretune.evaluators.trial.stage.TrainWithRounding;
import io.paretune.evaluators.trial.training.Training;
import io.paretune.evaluators.trial.training.WeightSource;
import java.util.List;

/**
 * The order of the stages between a network's first weights and its file. What trains, and when, is
 * told by where the weights come from and what the plan takes away:
 *
 * <table>
 * <caption>Trainings</caption>
 * <tr><th>weights</th><th>plan</th><th>before</th><th>pruned</th><th>after</th></tr>
 * <tr><td>fresh</td><td>no pruning</td><td>epochs and fine-tuning</td><td></td><td>with rounding,
 *     if planned</td></tr>
 * <tr><td>fresh</td><td>pruning</td><td>epochs</td><td>in steps, fine-tuned</td><td>with rounding,
 *     if planned</td></tr>
 * <tr><td>given</td><td>nothing is taken</td><td></td><td></td><td>with rounding, if planned</td>
 *     </tr>
 * <tr><td>given</td><td>blocks alone</td><td>fine-tuning, if any</td><td></td><td>with rounding, if
 *     planned</td></tr>
 * <tr><td>given</td><td>pruning</td><td></td><td>in steps, fine-tuned</td><td>with rounding, if
 *     planned</td></tr>
 * </table>
 *
 * @param problem what is searched
 * @param weights where networks start
 * @param gate goes around every batch
 * @param threads native threads for looking at activations
 */
record Stages(NetworkProblem problem, WeightSource weights, StepGate gate, int threads) {

  /** The stages, in order. */
  List<Stage> with(Training training, PossibleFiles possible, ArtifactEvaluation files) {
    List<TechniqueStage> techniques = techniques(training);
    return List.of(
        new RemoveBlocks(),
        new Declare(problem, techniques, possible, files),
        train(training, techniques),
        techniques.get(0),
        techniques.get(1),
        new AnswerInUnit(problem.data().head().scale()));
  }

  /** What is done to a trained network, in order. */
  List<TechniqueStage> techniques(Training training) {
    return List.of(
        new Prune(problem, training, gate, threads),
        new TrainWithRounding(problem, training, threads));
  }

  private Stage train(Training training, List<TechniqueStage> techniques) {
    return new Train(training, weights, techniques, problem.spec().schedule().fineTuningEpochs());
  }
}

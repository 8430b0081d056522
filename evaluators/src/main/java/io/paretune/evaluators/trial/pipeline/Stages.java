package io.paretune.evaluators.trial.pipeline;

import io.paretune.evaluators.compress.technique.Moment;
import io.paretune.evaluators.compress.technique.TechniqueContext;
import io.paretune.evaluators.proxy.InitialLook;
import io.paretune.evaluators.train.forward.StepGate;
import io.paretune.evaluators.trial.NetworkProblem;
import io.paretune.evaluators.trial.Schedule;
import io.paretune.evaluators.trial.measure.ArtifactEvaluation;
import io.paretune.evaluators.trial.measure.PossibleFiles;
import io.paretune.evaluators.trial.stage.AnswerInUnit;
import io.paretune.evaluators.trial.stage.Declare;
import io.paretune.evaluators.trial.stage.Recalibrate;
import io.paretune.evaluators.trial.stage.Stage;
import io.paretune.evaluators.trial.stage.TechniqueStage;
import io.paretune.evaluators.trial.stage.Train;
import io.paretune.evaluators.trial.stage.TrainWithRounding;
import io.paretune.evaluators.trial.training.Training;
import io.paretune.evaluators.trial.training.WeightSource;
import io.paretune.hardware.runtime.batch.Placement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

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
 * <tr><td>inherited</td><td>any</td><td></td><td>at once</td><td>never; statistics are taken anew
 *     </td></tr>
 * <tr><td>inherited, of a finalist</td><td>any</td><td>the finalists' epochs</td><td>in steps,
 *     fine-tuned</td><td>with rounding, if planned</td></tr>
 * </table>
 *
 * @param problem what is searched
 * @param weights where networks start
 * @param gate goes around every batch
 * @param threads native threads for looking at activations
 */
record Stages(NetworkProblem problem, WeightSource weights, StepGate gate, int threads) {

  /** The stages, in order. */
  List<Stage> with(
      Training training, PossibleFiles possible, ArtifactEvaluation files, InitialLook look) {
    List<TechniqueStage> first = at(Moment.BEFORE_TRAINING, training);
    List<TechniqueStage> trained = at(Moment.AFTER_TRAINING, training);
    List<TechniqueStage> last = at(Moment.BEFORE_EXPORT, training);
    List<TechniqueStage> later = Stream.of(trained, last).flatMap(List::stream).toList();
    List<Stage> stages = new ArrayList<>(first);
    stages.add(new Declare(problem, later, possible, files, look));
    stages.add(new Train(training, weights, first, later, fineTuningEpochs()));
    Optional<Recalibrate> statistics =
        weights
            .untrained()
            .map(taken -> new Recalibrate(taken, weights.leavesStatistics(), trained));
    statistics.map(Recalibrate::before).ifPresent(stages::add);
    stages.addAll(trained);
    stages.add(
        statistics
            .map(Recalibrate::after)
            .orElseGet(() -> new TrainWithRounding(problem, training, threads)));
    stages.add(new AnswerInUnit(problem.data().head().scale()));
    stages.addAll(last);
    return stages;
  }

  private List<TechniqueStage> at(Moment moment, Training training) {
    Schedule schedule = problem.spec().schedule();
    TechniqueContext context =
        new TechniqueContext(
            problem.data().train(),
            schedule.calibrationImages(),
            new Placement(schedule.device(), threads),
            gate);
    return problem.spec().compression().techniques().stream()
        .filter(technique -> technique.moment() == moment)
        .map(technique -> new TechniqueStage(technique, context, training, fineTuningEpochs()))
        .toList();
  }

  private int fineTuningEpochs() {
    return weights.untrained().isPresent() ? 0 : problem.spec().schedule().fineTuningEpochs();
  }
}

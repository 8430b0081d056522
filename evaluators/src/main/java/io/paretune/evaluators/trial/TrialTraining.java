package io.paretune.evaluators.trial;

import io.paretune.evaluators.compress.prune.GradualPruning;
import io.paretune.evaluators.compress.prune.Importance;
import io.paretune.evaluators.compress.prune.Pruned;
import io.paretune.evaluators.compress.prune.PruningPlan;
import io.paretune.evaluators.compress.prune.criterion.Criteria;
import io.paretune.evaluators.data.DataSet;
import io.paretune.evaluators.network.WeightedNetwork;
import io.paretune.evaluators.train.EpochListener;
import io.paretune.evaluators.train.Trained;
import io.paretune.evaluators.train.Trainer;
import io.paretune.evaluators.train.TrainingSettings;
import io.paretune.evaluators.train.forward.ForwardTransform;
import io.paretune.evaluators.train.forward.StepGate;
import io.paretune.evaluators.train.forward.WeightTransform;
import io.paretune.search.pruner.Verdict;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The trainings of one trial, whose epochs are counted through. */
final class TrialTraining {

  private final Schedule schedule;
  private final DataSet data;
  private final int threads;
  private final StepGate gate;
  private final TrainingSettings settings;
  private final Lessons.Lesson lesson;
  private final TrialProgress progress;
  private int epochsBefore;
  private int channelsRemoved;
  private Verdict.@Nullable Prune verdict;

  /**
   * @param threads native threads for looking at activations
   * @param gate goes around every step
   * @param settings of the first training; later ones follow from them
   */
  TrialTraining(
      Schedule schedule,
      DataSet data,
      int threads,
      StepGate gate,
      TrainingSettings settings,
      Lessons.Lesson lesson,
      TrialProgress progress) {
    this.schedule = schedule;
    this.data = data;
    this.threads = threads;
    this.gate = gate;
    this.settings = settings;
    this.lesson = lesson;
    this.progress = progress;
  }

  /** Why the trial is over, if it is. */
  Optional<Verdict.Prune> verdict() {
    return Optional.ofNullable(verdict);
  }

  /** Channels that pruning has removed so far. */
  int channelsRemoved() {
    return channelsRemoved;
  }

  /** Trains; the outcome's weights. */
  WeightedNetwork run(WeightedNetwork start, TrainingSettings how) {
    return run(start, how, WeightTransform.identity());
  }

  /** Prunes in steps, fine-tuning after each. */
  WeightedNetwork prune(WeightedNetwork trained, PruningPlan plan) {
    Importance importance =
        Criteria.of(plan.criterion(), data.train(), schedule.calibrationImages(), threads, gate);
    GradualPruning pruning = GradualPruning.of(plan, trained.network(), importance);
    WeightedNetwork current = trained;
    for (int step = 1; step <= pruning.steps() && verdict == null; step++) {
      progress.doing("pruning");
      Pruned pruned = pruning.step(step, current);
      channelsRemoved +=
          pruned.removedChannels().values().stream().mapToInt(Integer::intValue).sum();
      current = new WeightedNetwork(pruned.network(), pruned.weights());
      int epochs = pruning.epochsAfter(step, schedule.fineTuningEpochs());
      if (epochs > 0) {
        current = run(current, settings.fineTuning(epochs), plan.duringFineTuning());
      }
    }
    return current;
  }

  private WeightedNetwork run(
      WeightedNetwork start, TrainingSettings how, ForwardTransform transform) {
    return new WeightedNetwork(start.network(), fit(start, how, transform).weights());
  }

  /** Trains through a transform, reporting every epoch. */
  Trained fit(WeightedNetwork start, TrainingSettings how, ForwardTransform transform) {
    progress.doing(epochsBefore == 0 ? "training" : "fine-tuning");
    EpochListener listener =
        (epoch, accuracy) -> {
          Verdict judged = progress.report(epochsBefore + epoch, accuracy);
          verdict = judged instanceof Verdict.Prune prune ? prune : null;
          return verdict == null ? EpochListener.Decision.CONTINUE : EpochListener.Decision.STOP;
        };
    Trained trained =
        Trainer.onCpu()
            .through(transform)
            .towards(lesson.hidden())
            .train(
                start.network(),
                start.weights(),
                data.train(),
                data.validation(),
                how,
                lesson.answers(),
                listener,
                gate);
    epochsBefore += how.epochs();
    return trained;
  }
}

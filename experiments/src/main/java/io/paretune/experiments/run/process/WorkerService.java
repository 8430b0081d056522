package io.paretune.experiments.run.process;

import io.paretune.experiments.config.ExperimentReader;
import io.paretune.experiments.config.ExperimentSpec;
import io.paretune.experiments.evaluation.Evaluation;
import io.paretune.experiments.evaluation.EvaluationPlace;
import io.paretune.experiments.evaluation.Sources;
import io.paretune.experiments.evaluation.TrialEvaluator;
import io.paretune.experiments.worker.EvaluationService;
import io.paretune.experiments.worker.ToWorker;
import io.paretune.search.trial.Outcome;
import io.paretune.search.trial.TrialChannel;
import java.nio.file.Path;
import java.util.Map;

/**
 * What a worker does with the trials of an experiment file: what the file's evaluation does.
 *
 * @param trials evaluates them
 */
public record WorkerService(TrialEvaluator trials) implements EvaluationService {

  /**
   * The service of an experiment.
   *
   * @throws Exception if its file, its data or this machine does not allow it
   */
  public static EvaluationService open(ToWorker.Setup setup, TrialChannel channel)
      throws Exception {
    channel.phase("loading");
    Sources sources = new Sources();
    ExperimentSpec spec =
        new ExperimentReader(sources)
            .read(
                setup.experiment().source(),
                setup.experiment().text(),
                Path.of(setup.experiment().base()));
    if (!setup.required().isEmpty()) {
      try (Evaluation here = spec.evaluation().open(sources)) {
        Premises.require(setup.required(), here);
      }
    }
    return new WorkerService(
        spec.evaluation()
            .workersEvaluator(
                sources,
                new EvaluationPlace(
                    setup.trials().seed(),
                    Path.of(setup.directories().run()),
                    Path.of(setup.directories().shared()),
                    setup.trials().threads(),
                    spec.workers().trialTimeout(),
                    setup.trials().stage())));
  }

  @Override
  public Outcome evaluate(long trial, Map<String, Object> assignment, TrialChannel channel)
      throws Exception {
    return trials.evaluate(trial, trials.space().assignment(assignment), channel);
  }

  @Override
  public void close() {
    trials.close();
  }
}

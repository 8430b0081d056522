package io.paretune.experiments.run;

import io.paretune.evaluators.train.step.TrainingException;
import io.paretune.evaluators.trial.ArtifactSink;
import io.paretune.evaluators.trial.TrialSpec;
import io.paretune.evaluators.trial.pipeline.NetworkEvaluation;
import io.paretune.evaluators.trial.pipeline.Purpose;
import io.paretune.evaluators.trial.pipeline.Workplace;
import io.paretune.experiments.run.directory.RunDirectory;
import io.paretune.experiments.worker.EvaluationService;
import io.paretune.experiments.worker.EvaluatorUnavailableException;
import io.paretune.experiments.worker.ToWorker;
import io.paretune.hardware.lease.MeasuringLease;
import io.paretune.hardware.meter.factory.Meters;
import io.paretune.results.artifact.ArtifactException;
import io.paretune.results.artifact.ArtifactReference;
import io.paretune.results.artifact.ArtifactStore;
import io.paretune.search.trial.Outcome;
import io.paretune.search.trial.TrialChannel;
import java.io.IOException;
import java.util.Map;

/** Evaluates networks. */
final class NetworkService implements EvaluationService {

  private final NetworkEvaluation evaluation;

  private NetworkService(NetworkEvaluation evaluation) {
    this.evaluation = evaluation;
  }

  static EvaluationService open(TrialSpec trials, ToWorker.Setup setup, RunDirectory directory) {
    ArtifactStore artifacts = directory.artifacts();
    ArtifactSink sink =
        (bytes, suffix) -> {
          try {
            ArtifactReference kept = artifacts.put(bytes, suffix);
            return new ArtifactSink.Stored(kept.hash(), artifacts.path(kept));
          } catch (ArtifactException unwritable) {
            throw new EvaluatorUnavailableException(
                String.valueOf(unwritable.getMessage()), unwritable);
          }
        };
    MeasuringLease lease = MeasuringLease.ofThisHost();
    return new NetworkService(
        NetworkEvaluation.open(
            trials.open(),
            setup.seed(),
            new Workplace(directory.teachers(), sink, lease, setup.threads()),
            Meters.of(trials.measuring().profile(), lease, directory.path()),
            Purpose.SEARCH));
  }

  @Override
  public Outcome evaluate(long trial, Map<String, Object> assignment, TrialChannel channel) {
    try {
      return evaluation.evaluate(trial, evaluation.space().assignment(assignment), channel);
    } catch (TrainingException failed) {
      if (failed.getCause() instanceof IOException) {
        throw new EvaluatorUnavailableException(String.valueOf(failed.getMessage()), failed);
      }
      throw failed;
    }
  }

  @Override
  public void close() {
    evaluation.close();
  }
}

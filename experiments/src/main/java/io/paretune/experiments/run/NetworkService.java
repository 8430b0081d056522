package io.paretune.experiments.run;

import io.paretune.evaluators.train.TrainingException;
import io.paretune.evaluators.trial.ArtifactSink;
import io.paretune.evaluators.trial.NetworkEvaluation;
import io.paretune.evaluators.trial.TrialProgress;
import io.paretune.evaluators.trial.TrialSpec;
import io.paretune.experiments.worker.CannotServe;
import io.paretune.experiments.worker.EvaluationService;
import io.paretune.experiments.worker.ToWorker;
import io.paretune.hardware.lease.MeasuringLease;
import io.paretune.hardware.meter.factory.Meters;
import io.paretune.results.artifact.ArtifactException;
import io.paretune.results.artifact.ArtifactReference;
import io.paretune.results.artifact.ArtifactStore;
import io.paretune.search.pruner.Verdict;
import io.paretune.search.trial.Outcome;
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
            throw new CannotServe(String.valueOf(unwritable.getMessage()), unwritable);
          }
        };
    MeasuringLease lease = MeasuringLease.ofThisHost();
    return new NetworkService(
        NetworkEvaluation.open(
            trials,
            setup.seed(),
            directory.teachers(),
            sink,
            lease,
            Meters.of(trials.measuring().profile(), lease, directory.path()),
            setup.threads()));
  }

  @Override
  public Outcome evaluate(long trial, Map<String, Object> assignment, Channel channel) {
    try {
      return evaluation.evaluate(
          trial,
          evaluation.space().assignment(assignment),
          new TrialProgress() {
            @Override
            public Verdict report(int epoch, double accuracy) {
              return channel.report(epoch, accuracy);
            }

            @Override
            public Verdict know(Map<String, Double> metrics) {
              return channel.know(metrics);
            }

            @Override
            public void doing(String phase) {
              channel.doing(phase);
            }
          });
    } catch (TrainingException failed) {
      if (failed.getCause() instanceof IOException) {
        throw new CannotServe(String.valueOf(failed.getMessage()), failed);
      }
      throw failed;
    }
  }

  @Override
  public void close() {
    evaluation.close();
  }
}

package io.paretune.experiments.evaluation.network;

import io.paretune.evaluators.data.source.DataException;
import io.paretune.evaluators.train.step.TrainingException;
import io.paretune.evaluators.trial.ArtifactSink;
import io.paretune.evaluators.trial.NetworkProblem;
import io.paretune.evaluators.trial.TrainingDevices;
import io.paretune.evaluators.trial.TrialSpec;
import io.paretune.evaluators.trial.pipeline.NetworkEvaluation;
import io.paretune.evaluators.trial.pipeline.Purpose;
import io.paretune.evaluators.trial.pipeline.Workplace;
import io.paretune.experiments.evaluation.EvaluationPlace;
import io.paretune.experiments.evaluation.Sources;
import io.paretune.experiments.evaluation.TrialEvaluator;
import io.paretune.experiments.run.directory.RunDirectory;
import io.paretune.experiments.worker.EvaluatorUnavailableException;
import io.paretune.experiments.worker.Stage;
import io.paretune.hardware.lease.MeasuringLease;
import io.paretune.hardware.meter.Meter;
import io.paretune.hardware.meter.factory.Meters;
import io.paretune.hardware.profile.HardwareProfile;
import io.paretune.results.artifact.ArtifactException;
import io.paretune.results.artifact.ArtifactReference;
import io.paretune.results.artifact.ArtifactStore;
import io.paretune.search.space.Assignment;
import io.paretune.search.space.SearchSpace;
import io.paretune.search.trial.Outcome;
import io.paretune.search.trial.TrialChannel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.UnaryOperator;

/** Evaluates networks; what cannot be written ends the run. */
final class NetworkEvaluator implements TrialEvaluator {

  private final NetworkEvaluation evaluation;
  private final TrainingDevices.Taken devices;

  private NetworkEvaluator(NetworkEvaluation evaluation, TrainingDevices.Taken devices) {
    this.evaluation = evaluation;
    this.devices = devices;
  }

  /**
   * @param meters makes of the profile's meter the one that is used
   */
  static TrialEvaluator open(
      TrialSpec trials, Sources sources, EvaluationPlace place, UnaryOperator<Meter> meters) {
    MeasuringLease lease = MeasuringLease.ofThisHost();
    TrainingDevices.Taken devices = trials.schedule().devices().take(lease.directory());
    try {
      TrialSpec here = trials.withSchedule(trials.schedule().withDevices(devices.devices()));
      return new NetworkEvaluator(
          NetworkEvaluation.open(
              new NetworkProblem(here, sources.data(here.data())),
              place.seed(),
              workplace(place, lease),
              meters.apply(Meters.of(profile(here, place.stage()), lease, place.directory())),
              place.stage() == Stage.FINALISTS ? Purpose.FINALISTS : Purpose.SEARCH),
          devices);
    } catch (RuntimeException unopened) {
      devices.close();
      throw unopened;
    }
  }

  /**
   * Attempts at a measurement take longer than all else in a trial that inherits its weights, and
   * what comes to the front is measured again: there one has to do, and an unstable figure says so.
   */
  static HardwareProfile profile(TrialSpec trials, Stage stage) {
    HardwareProfile profile = trials.measuring().profile();
    boolean provisional = stage == Stage.SEARCH && trials.schedule().sharing().isPresent();
    return provisional ? profile.withProtocol(profile.protocol().withAttempts(1)) : profile;
  }

  /** Where a process of a run works. */
  static Workplace workplace(EvaluationPlace place, MeasuringLease lease) {
    RunDirectory directory = new RunDirectory(place.directory());
    return new Workplace(
        place.shared(),
        directory.preparation(),
        sink(directory.artifacts()),
        lease,
        place.threads());
  }

  static ArtifactSink sink(ArtifactStore artifacts) {
    return (bytes, suffix) -> {
      try {
        ArtifactReference kept = artifacts.put(bytes, suffix);
        return new ArtifactSink.Stored(kept.hash(), artifacts.path(kept));
      } catch (ArtifactException unwritable) {
        throw new EvaluatorUnavailableException(
            String.valueOf(unwritable.getMessage()), unwritable);
      }
    };
  }

  @Override
  public SearchSpace space() {
    return evaluation.space();
  }

  @Override
  public Outcome evaluate(long trial, Assignment point, TrialChannel channel) {
    try {
      return evaluation.evaluate(trial, point, channel);
    } catch (TrainingException failed) {
      if (failed.getCause() instanceof IOException) {
        throw new EvaluatorUnavailableException(String.valueOf(failed.getMessage()), failed);
      }
      throw failed;
    } catch (DataException | UncheckedIOException gone) {
      // not the trial's fault: no other would fare better
      throw new EvaluatorUnavailableException(String.valueOf(gone.getMessage()), gone);
    }
  }

  @Override
  public void close() {
    try {
      evaluation.close();
    } finally {
      devices.close();
    }
  }
}

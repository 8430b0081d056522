package io.paretune.experiments.api;

import io.paretune.evaluators.trial.ArtifactSink;
import io.paretune.evaluators.trial.NetworkProblem;
import io.paretune.evaluators.trial.TrialSpec;
import io.paretune.evaluators.trial.measure.Exporter;
import io.paretune.evaluators.trial.pipeline.NetworkEvaluation;
import io.paretune.evaluators.trial.pipeline.Workplace;
import io.paretune.experiments.evaluation.DataFingerprint;
import io.paretune.experiments.run.directory.RunDirectory;
import io.paretune.hardware.lease.MeasuringLease;
import io.paretune.results.artifact.ArtifactReference;
import io.paretune.results.artifact.ArtifactStore;
import io.paretune.results.store.H2TrialStore;
import io.paretune.search.space.Assignment;
import io.paretune.search.study.Budget;
import io.paretune.search.study.Study;
import io.paretune.search.study.StudyBuilder;
import io.paretune.search.trial.StudyAttributes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * A search for networks in this process: one directory, one worker.
 *
 * @param spec what the trials are made of
 * @param seed the study's
 * @param path where everything is kept
 */
record InProcessRun(TrialSpec spec, long seed, Path path) {

  Study<Assignment> search(
      Consumer<StudyBuilder<Assignment>> settings, Budget budget, boolean baselines) {
    NetworkProblem problem = checked();
    RunDirectory directory = new RunDirectory(path);
    try (NetworkEvaluation evaluation =
        NetworkEvaluation.open(problem, seed, workplace(directory))) {
      StudyBuilder<Assignment> builder = Study.of(evaluation.space());
      settings.accept(builder);
      try (H2TrialStore store = H2TrialStore.open(made(directory).database())) {
        Study<Assignment> study = builder.store(store).start();
        StudyAttributes attributes = store.attributes(study.definition().name());
        DataFingerprint data = DataFingerprint.of(problem.data());
        data.requireSame(attributes.all(), path.toString());
        data.facts().forEach(attributes::put);
        if (baselines && study.trials().isEmpty()) {
          problem.baselines().forEach(study::enqueue);
        }
        study.optimize((point, trial) -> evaluation.evaluate(trial.number(), point, trial), budget);
        return study;
      }
    }
  }

  private NetworkProblem checked() {
    Exporter.require(spec.measuring().profile(), spec.compression().quantisation());
    spec.schedule().requireDevice();
    NetworkProblem problem = spec.open();
    problem.requireMetrics();
    problem.requireTeacher();
    spec.measuring()
        .latencyTable()
        .ifPresent(table -> table.predictor().requireFor(problem.candidates()));
    return problem;
  }

  private static Workplace workplace(RunDirectory directory) {
    ArtifactStore files = directory.artifacts();
    ArtifactSink sink =
        (bytes, suffix) -> {
          ArtifactReference kept = files.put(bytes, suffix);
          return new ArtifactSink.Stored(kept.hash(), files.path(kept));
        };
    return new Workplace(directory.teachers(), sink, MeasuringLease.ofThisHost(), 1);
  }

  private static RunDirectory made(RunDirectory directory) {
    try {
      Files.createDirectories(directory.path());
      return directory;
    } catch (IOException unusable) {
      throw new UncheckedIOException(directory.path() + " cannot be made", unusable);
    }
  }
}

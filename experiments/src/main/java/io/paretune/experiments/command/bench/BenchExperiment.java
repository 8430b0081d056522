package io.paretune.experiments.command.bench;

import io.paretune.evaluators.trial.NetworkProblem;
import io.paretune.evaluators.trial.TrialSpec;
import io.paretune.experiments.command.terminal.UsageException;
import io.paretune.experiments.run.Experiment;
import io.paretune.experiments.run.directory.ExperimentFile;
import java.nio.file.Path;
import java.util.Optional;

/** An experiment whose networks a bench ranks. */
final class BenchExperiment {

  private final Path file;
  private final Experiment read;

  private BenchExperiment(Path file, Experiment read) {
    this.file = file;
    this.read = read;
  }

  static BenchExperiment read(Path file) {
    return new BenchExperiment(
        file, UsageException.orRefuse(() -> Experiment.read(ExperimentFile.read(file))));
  }

  long seed(Optional<Long> given) {
    return given.orElse(read.spec().seed());
  }

  /**
   * What its trials do.
   *
   * @param wanted what to give in place of an experiment that searches no networks
   * @throws IllegalArgumentException if this is one
   */
  TrialSpec trials(String wanted) {
    return read.spec()
        .evaluation()
        .networks()
        .orElseThrow(() -> new IllegalArgumentException(file + " searches no networks" + wanted));
  }

  /** Its networks and data, which are read now. */
  NetworkProblem problem(TrialSpec trials) {
    trials.schedule().requireDevice();
    return new NetworkProblem(trials, read.sources().data(trials.data()));
  }
}

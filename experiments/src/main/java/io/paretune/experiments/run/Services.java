package io.paretune.experiments.run;

import io.paretune.experiments.config.ExperimentReader;
import io.paretune.experiments.config.ExperimentSpec;
import io.paretune.experiments.config.space.AssignmentTree;
import io.paretune.experiments.evaluation.ProgramSearch;
import io.paretune.experiments.plugin.Plugins;
import io.paretune.experiments.program.Answers;
import io.paretune.experiments.program.ProgramService;
import io.paretune.experiments.run.directory.RunDirectory;
import io.paretune.experiments.worker.EvaluationService;
import io.paretune.experiments.worker.ToWorker;
import io.paretune.hardware.lease.MeasuringLease;
import io.paretune.search.trial.Constraint;
import io.paretune.search.trial.Objective;
import io.paretune.search.trial.TrialChannel;
import java.nio.file.Path;

/** What workers do with the trials of an experiment file. */
final class Services {

  private Services() {}

  /** The service for the way in which the experiment's trials are evaluated. */
  static EvaluationService open(ToWorker.Setup setup, TrialChannel channel) {
    channel.phase("loading");
    ExperimentSpec spec =
        new ExperimentReader(Plugins.installed().families())
            .read(setup.source(), setup.experiment(), Path.of(setup.base()));
    RunDirectory directory = new RunDirectory(Path.of(setup.directory()));
    return spec.evaluation()
        .networks()
        .map(trials -> NetworkService.open(trials, setup, directory))
        .orElseGet(() -> program(spec.evaluation().program().orElseThrow(), spec, setup));
  }

  private static EvaluationService program(
      ProgramSearch search, ExperimentSpec spec, ToWorker.Setup setup) {
    return new ProgramService(
        search.command(),
        search.space(),
        AssignmentTree.of(search.space())::of,
        new Answers(
            spec.objectives().stream().map(Objective::name).toList(),
            spec.constraints().stream().map(Constraint::metric).distinct().toList()),
        new ProgramService.Surroundings(
            setup.seed(),
            new RunDirectory(Path.of(setup.directory())).trials(),
            spec.workers().trialTimeout(),
            MeasuringLease.ofThisHost()));
  }
}

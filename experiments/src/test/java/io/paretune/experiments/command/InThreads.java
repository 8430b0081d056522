package io.paretune.experiments.command;

import io.paretune.experiments.command.run.RunCommand;
import io.paretune.experiments.coordinator.WorkerPlan;
import io.paretune.experiments.evaluation.Sources;
import io.paretune.experiments.run.Run;
import io.paretune.experiments.run.process.WorkerService;
import io.paretune.experiments.worker.ThreadWorkers;
import picocli.CommandLine;

/**
 * Commands whose workers are threads of this process, where it is the evaluations that count: to
 * start a process and its engines costs more than the few trials of a test.
 */
final class InThreads implements CommandLine.IFactory {

  private InThreads() {}

  /** Runs a command. */
  static Spoken by(String... arguments) {
    return Spoken.by(() -> Paretune.execute(new InThreads(), arguments));
  }

  @Override
  public <K> K create(Class<K> type) throws Exception {
    if (type == RunCommand.class) {
      return type.cast(new RunCommand(InThreads::employed));
    }
    if (type == CompressCommand.class) {
      return type.cast(new CompressCommand(new Sources(), InThreads::employed));
    }
    return CommandLine.defaultFactory().create(type);
  }

  private static void employed(Run run) {
    run.employ(
        (settings, setup) ->
            new WorkerPlan(settings, new ThreadWorkers(WorkerService::open), setup));
  }
}

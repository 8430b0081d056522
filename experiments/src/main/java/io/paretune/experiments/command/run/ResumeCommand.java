package io.paretune.experiments.command.run;

import io.paretune.experiments.command.terminal.UsageException;
import io.paretune.experiments.run.Machines;
import io.paretune.experiments.run.Run;
import io.paretune.experiments.run.directory.RunDirectory;
import io.paretune.results.store.table.StoreHeldException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code paretune resume}. */
@Command(
    name = "resume",
    mixinStandardHelpOptions = true,
    description =
        "Continues a run that was stopped, killed or has spent its budget. Trials that were cut"
            + " off are repeated.")
public final class ResumeCommand implements Callable<Integer> {

  @Parameters(paramLabel = "DIR", description = "the run's directory")
  private Path directory = Path.of("");

  @Option(
      names = "--remeasure",
      description =
          "go on although the latencies so far were taken on another machine: new trials and the"
              + " front are measured here, the old figures kept apart")
  private boolean remeasure;

  @Mixin private RunOptions options = new RunOptions();

  @Mixin private ExchangeOptions exchange = new ExchangeOptions();

  @Override
  public Integer call() {
    RunOptions checked = options.checked();
    RunDirectory run = UsageException.orRefuse(() -> new RunDirectory(directory).requireRun());
    try (RunPage page = RunPage.of(checked.page, run)) {
      return exchange.execute(
          () -> {
            Run resumed = resumed(run, checked);
            page.tell(System.err);
            return resumed;
          });
    }
  }

  private Run resumed(RunDirectory run, RunOptions checked) {
    try {
      return UsageException.orRefuse(
          () ->
              Run.resume(
                  run,
                  settings ->
                      settings.with(
                          Optional.empty(), checked.trials, checked.workers, checked.timeLimit),
                  remeasure ? Machines.Elsewhere.REMEASURE : Machines.Elsewhere.REFUSE));
    } catch (StoreHeldException held) {
      throw new UsageException(String.valueOf(held.getMessage()), held);
    }
  }
}

package io.paretune.experiments.command.run;

import io.paretune.experiments.command.terminal.ReadingLines;
import io.paretune.experiments.command.terminal.UsageException;
import io.paretune.experiments.run.Experiment;
import io.paretune.experiments.run.Run;
import io.paretune.experiments.run.RunSettings;
import io.paretune.experiments.run.directory.ExperimentFile;
import io.paretune.experiments.run.directory.RunDirectory;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code paretune run}. */
@Command(
    name = "run",
    mixinStandardHelpOptions = true,
    description = "Runs an experiment; without a file, the quick start that is built in.")
public final class RunCommand implements Callable<Integer> {

  @Parameters(
      arity = "0..1",
      paramLabel = "EXPERIMENT.yaml",
      description = "the experiment; without one, a search of about four minutes on built-in data")
  private Optional<Path> experiment = Optional.empty();

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "directory for everything that the run writes; default runs/<name>")
  private Optional<Path> out = Optional.empty();

  @Option(names = "--seed", paramLabel = "N", description = "decides every random choice")
  private Optional<Long> seed = Optional.empty();

  @Mixin private RunOptions options = new RunOptions();

  @Mixin private ExchangeOptions exchange = new ExchangeOptions();

  private final Consumer<Run> opened;

  /** A command whose trials processes of this machine evaluate, unless others connect. */
  public RunCommand() {
    this(run -> {});
  }

  /**
   * As {@link #RunCommand()}.
   *
   * @param opened is shown the run before anything is evaluated, to employ others
   */
  public RunCommand(Consumer<Run> opened) {
    this.opened = opened;
  }

  @Override
  public Integer call() {
    RunOptions checked = options.checked();
    ExperimentFile file =
        UsageException.orRefuse(
            () -> experiment.map(ExperimentFile::read).orElseGet(ExperimentFile::quickStart));
    Experiment asked = UsageException.orRefuse(() -> Experiment.read(file, ReadingLines.sources()));
    RunDirectory directory =
        new RunDirectory(out.orElseGet(() -> Path.of("runs", asked.spec().name())));
    RunSettings settings =
        RunSettings.of(file).with(seed, checked.trials, checked.workers, checked.timeLimit);
    // first, so that nothing is written where it cannot listen
    try (RunPage page = RunPage.of(checked.page, directory)) {
      return exchange.execute(
          () -> {
            Run run = UsageException.orRefuse(() -> Run.create(directory, asked, settings));
            opened.accept(run);
            page.tell(System.err);
            return run;
          });
    }
  }
}

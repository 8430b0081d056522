package io.paretune.experiments.command.run;

import io.paretune.experiments.command.terminal.UsageException;
import io.paretune.experiments.run.Machines;
import io.paretune.experiments.run.Run;
import io.paretune.experiments.run.directory.RunDirectory;
import io.paretune.experiments.run.directory.RunOrigin;
import io.paretune.results.store.StudyDatabase;
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

  @Parameters(
      paramLabel = "DIR",
      description = "the run's directory, or jdbc:postgresql://HOST/DATABASE#STUDY")
  private String run = "";

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description =
          "with an address: the run's directory, made anew if it is not there; default"
              + " runs/<study>")
  private Optional<Path> out = Optional.empty();

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
    RunDirectory directory = UsageException.orRefuse(this::directory);
    try (RunPage page = RunPage.of(checked.page, directory)) {
      return exchange.execute(
          () -> {
            Run resumed = resumed(directory, checked);
            page.tell(System.err);
            return resumed;
          });
    }
  }

  private RunDirectory directory() {
    if (!StudyDatabase.isOfServer(run)) {
      if (out.isPresent()) {
        throw new IllegalArgumentException("--out is for a study's address, got " + run);
      }
      return new RunDirectory(Path.of(run)).requireRun();
    }
    StudyDatabase study = StudyDatabase.of(run);
    String name =
        study
            .study()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "an address that is resumed must end in #STUDY, got " + run));
    RunDirectory directory = new RunDirectory(out.orElseGet(() -> Path.of("runs", name)));
    if (directory.isRun() && directory.studies().equals(study)) {
      return directory;
    }
    String before = RunOrigin.restore(directory, study);
    System.err.println(
        directory.path()
            + " was made anew; what earlier trials left is where it was, in "
            + before
            + ": copy its artifacts/ here to export and judge it");
    return directory;
  }

  private Run resumed(RunDirectory directory, RunOptions checked) {
    return UsageException.orRefuse(
        () ->
            Run.resume(
                directory,
                settings ->
                    settings.with(
                        Optional.empty(), checked.trials, checked.workers, checked.timeLimit),
                remeasure ? Machines.Elsewhere.REMEASURE : Machines.Elsewhere.REFUSE));
  }
}

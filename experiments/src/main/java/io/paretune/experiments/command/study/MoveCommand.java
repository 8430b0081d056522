package io.paretune.experiments.command.study;

import io.paretune.experiments.command.terminal.UsageException;
import io.paretune.experiments.run.directory.RunDirectory;
import io.paretune.experiments.run.directory.StudyMove;
import io.paretune.results.store.StudyDatabase;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code paretune move}. */
@Command(
    name = "move",
    mixinStandardHelpOptions = true,
    description =
        "Moves the study of a run, which must not be going on, from the file in its directory to a"
            + " PostgreSQL database, or back; to the last bit.")
public final class MoveCommand implements Callable<Integer> {

  private static final String FILE = "file";

  @Parameters(paramLabel = "DIR", description = "the run's directory")
  private Path directory = Path.of("");

  @Option(
      names = "--to",
      required = true,
      paramLabel = "file|ADDRESS",
      description =
          "jdbc:postgresql://HOST/DATABASE, or file for the run's directory; user and password"
              + " are taken from PARETUNE_STORE_USER and PARETUNE_STORE_PASSWORD")
  private String to = FILE;

  @Override
  public Integer call() {
    StudyMove move = UsageException.orRefuse(() -> new StudyMove(new RunDirectory(directory)));
    System.out.println(
        UsageException.orRefuse(
            () -> to.equals(FILE) ? move.toFile() : move.to(StudyDatabase.of(to))));
    return 0;
  }
}

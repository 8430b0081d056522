package io.paretune.experiments.command.study;

import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which study a command looks at: that of a run, or one of a database made from Java. */
public final class StudyArgument {

  @Parameters(
      paramLabel = "DIR",
      description = "a run's directory, or the database of a study made from Java (FILE.mv.db)")
  private Path path = Path.of("");

  @Option(
      names = "--study",
      paramLabel = "NAME",
      description = "which study of the database; needed if there are several")
  private Optional<String> study = Optional.empty();

  StudyReading read() {
    return StudyReading.of(path, study);
  }
}

package io.paretune.experiments.command.study;

import java.util.Optional;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which study a command looks at: that of a run, or one of a database made from Java. */
public final class StudyArgument {

  @Parameters(
      paramLabel = "DIR",
      description =
          "a run's directory, the database of a study made from Java (FILE.mv.db), or"
              + " jdbc:postgresql://HOST/DATABASE[#STUDY]")
  private String path = "";

  @Option(
      names = "--study",
      paramLabel = "NAME",
      description = "which study of the database; needed if there are several")
  private Optional<String> study = Optional.empty();

  StudyReading read() {
    return StudyReading.of(path, study);
  }

  /** What came of the trials alone, which is read sooner. */
  StudyReading readOutcomes() {
    return StudyReading.ofOutcomes(path, study);
  }
}

package io.paretune.experiments.command;

import io.paretune.results.report.ParetoReport;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code paretune report}. */
@Command(
    name = "report",
    mixinStandardHelpOptions = true,
    description = "Writes a run's report into DIR/report/ and prints the files' names.")
final class ReportCommand implements Callable<Integer> {

  @Parameters(paramLabel = "DIR", description = "the run's directory")
  private Path directory = Path.of("");

  @Option(
      names = "--format",
      split = ",",
      paramLabel = "FORMAT",
      description = "some of html,csv,json,md,png; default all")
  private List<String> formats = new ArrayList<>();

  @Override
  public Integer call() {
    ParetoReport report = ParetoReport.standard();
    StudyReading reading = StudyReading.of(directory);
    List<String> wanted = formats.isEmpty() ? List.copyOf(report.formats()) : formats;
    for (String format : wanted) {
      if (!report.formats().contains(format)) {
        throw new UsageException(
            "--format must list some of "
                + String.join(", ", report.formats())
                + ", got '"
                + format
                + "'");
      }
    }
    report
        .write(reading.summary(), reading.directory().report(), wanted)
        .forEach(System.out::println);
    return 0;
  }
}

package io.paretune.experiments.command.study;

import io.paretune.experiments.command.terminal.UsageException;
import io.paretune.experiments.page.answer.ReportFiles;
import io.paretune.experiments.plugin.Plugins;
import io.paretune.results.report.ParetoReport;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code paretune report}. */
@Command(
    name = "report",
    mixinStandardHelpOptions = true,
    description =
        "Writes a run's report into DIR/report/ (a study's made from Java into FILE-report/) and"
            + " prints the files' names.")
public final class ReportCommand implements Callable<Integer> {

  @Mixin private StudyArgument study = new StudyArgument();

  @Option(
      names = "--format",
      split = ",",
      paramLabel = "FORMAT",
      description = "some of html,csv,json,md,png; default all")
  private List<String> formats = new ArrayList<>();

  @Override
  public Integer call() {
    StudyReading reading = study.read();
    ParetoReport report =
        Plugins.installed().report(new ReportFiles(reading.place().path(), reading.run()));
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
    report.write(reading.summary(), reading.report(), wanted).forEach(System.out::println);
    return 0;
  }
}

package io.paretune.experiments.command.study;

import io.paretune.experiments.command.terminal.UsageException;
import io.paretune.experiments.page.answer.ReportFiles;
import io.paretune.experiments.plugin.Plugins;
import io.paretune.results.picture.Fonts;
import io.paretune.results.report.ParetoReport;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code paretune report}. */
@Command(
    name = "report",
    mixinStandardHelpOptions = true,
    description =
        "Writes a run's report into DIR/report/ (a study's made from Java into FILE-report/) and"
            + " prints the files' names.")
public final class ReportCommand implements Callable<Integer> {

  private static final String PICTURE = "png";

  @Spec private CommandSpec spec;

  @Mixin private StudyArgument study = new StudyArgument();

  @Option(
      names = "--format",
      split = ",",
      paramLabel = "FORMAT",
      description = "some of html,csv,json,md,png; default all")
  private List<String> formats = new ArrayList<>();

  /** picocli makes it. */
  @SuppressWarnings("NullAway.Init") // picocli sets the fields before it calls anything
  ReportCommand() {}

  @Override
  public Integer call() {
    StudyReading reading = study.read();
    ParetoReport report =
        Plugins.installed().report(new ReportFiles(reading.place().path(), reading.run()));
    List<String> wanted = formats.isEmpty() ? possible(report) : formats;
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

  /** All formats but the picture where none can be drawn: the rest is worth having without it. */
  private List<String> possible(ParetoReport report) {
    List<String> all = new ArrayList<>(report.formats());
    if (all.contains(PICTURE) && !Fonts.areThere()) {
      all.remove(PICTURE);
      spec.commandLine()
          .getErr()
          .println("paretune report: the picture is left out: " + Fonts.MISSING);
    }
    return all;
  }
}

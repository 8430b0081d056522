package io.paretune.experiments.command.study;

import static java.util.stream.Collectors.joining;

import io.paretune.experiments.command.terminal.UsageException;
import io.paretune.results.summary.FrontComparison;
import io.paretune.results.summary.StudySummary;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code paretune compare}. */
@Command(
    name = "compare",
    mixinStandardHelpOptions = true,
    description = "Compares the fronts of several runs by the share that each covers of one box.")
public final class CompareCommand implements Callable<Integer> {

  /** How it is printed. */
  public enum Format {
    /** For people. */
    TABLE,
    /** For programs, with a header line. */
    CSV
  }

  @Parameters(
      arity = "2..*",
      paramLabel = "DIR",
      description =
          "directories of runs, databases of studies made from Java (FILE.mv.db), or"
              + " jdbc:postgresql://HOST/DATABASE[#STUDY]")
  private List<String> paths = List.of();

  @Option(
      names = "--metrics",
      split = ",",
      paramLabel = "NAME,NAME",
      description =
          "what is compared; default the objectives, on the test split where every member of every"
              + " front was judged on it")
  private List<String> metrics = List.of();

  @Option(names = "--format", paramLabel = "table|csv", description = "default table")
  private Format format = Format.TABLE;

  @Override
  public Integer call() {
    Map<String, StudySummary> studies = new LinkedHashMap<>();
    for (String path : paths) {
      studies.put(path, StudyReading.of(path, Optional.empty()).summary());
    }
    if (studies.size() < 2) {
      throw new UsageException("two different runs are compared, got " + studies.keySet());
    }
    FrontComparison comparison =
        UsageException.orRefuse(() -> FrontComparison.of(studies, metrics));
    System.out.print(format == Format.CSV ? csv(comparison) : table(comparison));
    System.out.flush();
    return 0;
  }

  private static String csv(FrontComparison comparison) {
    String axes =
        comparison.axes().stream()
            .map(axis -> "," + axis.name() + ".best," + axis.name() + ".worst")
            .collect(joining());
    return "run,finished,front,hypervolume"
        + axes
        + "\n"
        + comparison.fronts().stream()
            .map(
                front ->
                    "%s,%d,%d,%s%s%n"
                        .formatted(
                            front.name().contains(",") ? '"' + front.name() + '"' : front.name(),
                            front.finished(),
                            front.members(),
                            front.hypervolume(),
                            front.bounds().stream()
                                .map(each -> "," + each.best() + "," + each.worst())
                                .collect(joining())))
            .collect(joining());
  }

  private static String table(FrontComparison comparison) {
    StringBuilder text = new StringBuilder(box(comparison));
    int width =
        comparison.fronts().stream().mapToInt(front -> front.name().length()).max().orElse(0);
    String line = "%-" + Math.max(3, width) + "s  %8s  %5s  %11s  %12s%n";
    text.append(
        String.format(
            Locale.ROOT, line, "run", "finished", "front", "hypervolume", "to the first"));
    double first = comparison.fronts().get(0).hypervolume();
    for (FrontComparison.Front front : comparison.fronts()) {
      text.append(
          String.format(
              Locale.ROOT,
              line,
              front.name(),
              front.finished(),
              front.members(),
              String.format(Locale.ROOT, "%.4f", front.hypervolume()),
              String.format(Locale.ROOT, "%.3f", front.hypervolume() / first)));
    }
    return text.toString();
  }

  private static String box(FrontComparison comparison) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < comparison.axes().size(); i++) {
      FrontComparison.Bounds bounds = comparison.bounds().get(i);
      text.append(
          String.format(
              Locale.ROOT,
              "%s, %s: the box goes from %.4g to %.4g and a tenth beyond%n",
              comparison.axes().get(i).name(),
              comparison.axes().get(i).direction().word(),
              bounds.best(),
              bounds.worst()));
    }
    return text.toString();
  }
}

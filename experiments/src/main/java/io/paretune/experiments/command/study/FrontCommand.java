package io.paretune.experiments.command.study;

import io.paretune.experiments.command.terminal.Terminal;
import io.paretune.results.report.FrontTable;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code paretune front}. */
@Command(
    name = "front",
    mixinStandardHelpOptions = true,
    description = "Prints the Pareto front of a run, finished or not.")
public final class FrontCommand implements Callable<Integer> {

  /** How it is printed. */
  public enum Format {
    /** For people. */
    TABLE,
    /** For programs, with a header line. */
    CSV,
    /** For programs. */
    JSON
  }

  @Mixin private StudyArgument study = new StudyArgument();

  @Option(names = "--format", paramLabel = "table|csv|json", description = "default table")
  private Format format = Format.TABLE;

  @Override
  public Integer call() {
    FrontTable table = FrontTable.of(study.read().summary());
    System.out.print(
        switch (format) {
          case TABLE -> table.text(Math.min(FrontTable.WIDTH, Terminal.columns()));
          case CSV -> table.csv();
          case JSON -> table.json();
        });
    System.out.flush();
    return 0;
  }
}

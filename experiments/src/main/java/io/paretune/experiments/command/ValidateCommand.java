package io.paretune.experiments.command;

import io.paretune.experiments.command.terminal.ReadingLines;
import io.paretune.experiments.command.terminal.UsageException;
import io.paretune.experiments.run.Experiment;
import io.paretune.experiments.run.directory.ExperimentFile;
import io.paretune.search.space.Parameter;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code paretune validate}. */
@Command(
    name = "validate",
    mixinStandardHelpOptions = true,
    description =
        "Checks an experiment without running it, its data included, and shows what it searches.")
final class ValidateCommand implements Callable<Integer> {

  @Parameters(paramLabel = "EXPERIMENT.yaml", description = "the experiment")
  private Path experiment = Path.of("");

  @Override
  public Integer call() {
    Experiment.Checked checked =
        UsageException.orRefuse(
            () -> Experiment.read(ExperimentFile.read(experiment), ReadingLines.sources()).check());
    System.out.println(experiment + " is valid; it searches:");
    for (Parameter parameter : checked.space().parameters()) {
      String when = parameter.condition().describe();
      System.out.println(
          "  "
              + parameter.name()
              + ": "
              + parameter.domain().describe()
              + (when.equals("always") ? "" : ", when " + when));
    }
    OptionalLong size = checked.space().size();
    System.out.println(
        size.isPresent()
            ? size.getAsLong() + " assignments"
            : "more assignments than can be listed");
    checked.remarks().forEach(System.out::println);
    return 0;
  }
}

package io.paretune.experiments.command;

import io.paretune.evaluators.trial.Provenance;
import io.paretune.experiments.run.Run;
import io.paretune.search.trial.Measurement;
import io.paretune.search.trial.Trial;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code paretune export}. */
@Command(
    name = "export",
    mixinStandardHelpOptions = true,
    description = "Copies the file that a trial measured.")
final class ExportCommand implements Callable<Integer> {

  @Parameters(paramLabel = "DIR", description = "the run's directory")
  private Path directory = Path.of("");

  @Option(names = "--trial", required = true, paramLabel = "N", description = "the trial's number")
  private long trial;

  @Option(
      names = "--to",
      required = true,
      paramLabel = "FILE.onnx",
      description = "where to copy it; an existing file is not overwritten")
  private Path to = Path.of("");

  @Option(
      names = "--fp32",
      description = "the same network in 32 bits, where the measured file has fewer")
  private boolean fp32;

  @Override
  public Integer call() throws IOException {
    StudyReading reading = StudyReading.of(directory);
    Refusal.orRefuse(() -> Run.spec(reading.directory()).evaluation().withoutFiles())
        .ifPresent(
            why -> {
              throw new Refusal(directory + " has no files to export: " + why);
            });
    if (trial < 0 || trial >= reading.trials().size()) {
      throw new Refusal(
          "--trial must be one of the run's "
              + reading.trials().size()
              + " trials, numbered from 0, got "
              + trial);
    }
    Trial chosen = reading.trials().get((int) trial);
    Measurement measured =
        chosen
            .measurement()
            .orElseThrow(
                () ->
                    new Refusal(
                        "trial "
                            + trial
                            + " is "
                            + chosen.state()
                            + " and has no file"
                            + (chosen.reason().isEmpty() ? "" : ": " + chosen.reason())));
    String twin = measured.provenance().getOrDefault(Provenance.ARTIFACT_FP32, "");
    String hash =
        fp32 && !twin.isEmpty()
            ? twin
            : measured.provenance().getOrDefault(Provenance.ARTIFACT, "");
    if (hash.isEmpty()) {
      throw new Refusal("trial " + trial + " kept no file");
    }
    if (Files.exists(to)) {
      throw new Refusal(to + " exists already and is not overwritten; give another --to");
    }
    Path parent = to.toAbsolutePath().getParent();
    if (parent != null && !Files.isDirectory(parent)) {
      throw new Refusal("there is no directory " + parent + " for --to");
    }
    Files.copy(reading.directory().artifacts().verified(hash), to);
    System.out.println(to);
    return 0;
  }
}

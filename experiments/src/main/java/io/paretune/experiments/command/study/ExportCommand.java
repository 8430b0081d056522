package io.paretune.experiments.command.study;

import io.paretune.evaluators.metadata.MetadataFile;
import io.paretune.evaluators.metadata.ModelMetadata;
import io.paretune.evaluators.metadata.SelfContained;
import io.paretune.evaluators.trial.Provenance;
import io.paretune.experiments.command.terminal.UsageException;
import io.paretune.experiments.run.Experiment;
import io.paretune.experiments.run.directory.RunDirectory;
import io.paretune.hardware.deployment.Deployment;
import io.paretune.hardware.deployment.ModelFormat;
import io.paretune.hardware.deployment.Precision;
import io.paretune.search.trial.Measurement;
import io.paretune.search.trial.Trial;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code paretune export}. */
@Command(
    name = "export",
    mixinStandardHelpOptions = true,
    description = "Copies the file that a trial measured, or the same network as TorchScript.")
public final class ExportCommand implements Callable<Integer> {

  @Parameters(paramLabel = "DIR", description = "the run's directory")
  private Path directory = Path.of("");

  @Option(names = "--trial", required = true, paramLabel = "N", description = "the trial's number")
  private long trial;

  @Option(
      names = "--to",
      required = true,
      paramLabel = "FILE",
      description =
          "where to copy it: FILE.onnx, or FILE.pt for TorchScript; an existing file is not"
              + " overwritten")
  private Path to = Path.of("");

  @Option(
      names = "--fp32",
      description = "the same network in 32 bits, where the measured file has fewer")
  private boolean fp32;

  @Option(
      names = "--bf16",
      description = "TorchScript that computes in bfloat16, where the run keeps it")
  private boolean bf16;

  @Option(
      names = "--fp16",
      description = "TorchScript that computes in 16-bit floats, where the run keeps it")
  private boolean fp16;

  @Option(
      names = "--with-preprocessing",
      description = "ONNX: the file normalises by itself, and takes raw values")
  private boolean preprocessing;

  @Option(
      names = "--probabilities",
      description = "ONNX: a further output 'probabilities' beside the scores")
  private boolean probabilities;

  @Override
  public Integer call() throws IOException {
    if (Files.exists(to)) {
      throw new UsageException(to + " exists already and is not overwritten; give another --to");
    }
    Deployment wanted = wanted();
    StudyReading reading = StudyReading.of(directory);
    UsageException.orRefuse(
            () -> Experiment.kept(new RunDirectory(directory)).spec().evaluation().withoutFiles())
        .ifPresent(
            why -> {
              throw new UsageException(directory + " has no files to export: " + why);
            });
    String hash = hash(wanted, measured(reading.trials()).provenance());
    Path parent = to.toAbsolutePath().getParent();
    if (parent != null && !Files.isDirectory(parent)) {
      throw new UsageException("there is no directory " + parent + " for --to");
    }
    Path kept = new RunDirectory(directory).artifacts().verified(hash);
    write(kept, metadata(kept));
    System.out.println(to);
    return 0;
  }

  private Measurement measured(List<Trial> trials) {
    if (trial < 0 || trial >= trials.size()) {
      throw new UsageException(
          "--trial must be one of the run's "
              + trials.size()
              + " trials, numbered from 0, got "
              + trial);
    }
    Trial chosen = trials.get((int) trial);
    return chosen
        .measurement()
        .orElseThrow(
            () ->
                new UsageException(
                    "trial "
                        + trial
                        + " is "
                        + chosen.state()
                        + " and has no file"
                        + (chosen.reason().isEmpty() ? "" : ": " + chosen.reason())));
  }

  /** What must be known of the file: its own word, or what the run's data say. */
  private Optional<ModelMetadata> metadata(Path kept) throws IOException {
    Optional<ModelMetadata> own = MetadataFile.of(Files.readAllBytes(kept));
    if (own.isPresent()) {
      return own;
    }
    try {
      return Experiment.kept(new RunDirectory(directory)).spec().evaluation().networks().stream()
          .map(trials -> trials.open().metadata())
          .findFirst();
    } catch (IllegalArgumentException gone) {
      System.err.println(
          "note: no %s is written, since the run's data cannot be read: %s"
              .formatted(MetadataFile.beside(to).getFileName(), gone.getMessage()));
      return Optional.empty();
    }
  }

  private void write(Path kept, Optional<ModelMetadata> known) throws IOException {
    if (!preprocessing && !probabilities) {
      known.ifPresent(this::requireSame);
      Files.copy(kept, to);
      known.ifPresent(metadata -> MetadataFile.write(metadata, to));
      return;
    }
    ModelMetadata metadata =
        known.orElseThrow(
            () -> new UsageException("without the run's data nothing can be added to the file"));
    byte[] measured = Files.readAllBytes(kept);
    SelfContained added = UsageException.orRefuse(() -> added(measured, metadata));
    requireSame(added.metadata());
    byte[] bytes = added.encode();
    Files.write(to, bytes);
    MetadataFile.write(added.metadata(), to);
    System.err.println(
        "note: the trial's figures are those of the file without additions, which has %d bytes less"
            .formatted(bytes.length - measured.length));
  }

  private SelfContained added(byte[] measured, ModelMetadata metadata) {
    SelfContained file = SelfContained.of(measured, metadata);
    SelfContained normalising = preprocessing ? file.normalising() : file;
    return probabilities ? normalising.withProbabilities() : normalising;
  }

  private void requireSame(ModelMetadata metadata) {
    if (MetadataFile.differs(metadata, to)) {
      throw new UsageException(
          MetadataFile.beside(to)
              + " exists already, says something else and is not overwritten; give another --to");
    }
  }

  private Deployment wanted() {
    String name = String.valueOf(to.getFileName()).toLowerCase(Locale.ROOT);
    boolean torch = name.endsWith(".pt") || name.endsWith(".torchscript");
    if (!torch && !name.endsWith(".onnx")) {
      throw new UsageException("--to must end in .onnx, or in .pt or .torchscript, got " + to);
    }
    if ((fp32 ? 1 : 0) + (bf16 ? 1 : 0) + (fp16 ? 1 : 0) > 1) {
      throw new UsageException("give one of --fp32, --bf16 and --fp16 at most");
    }
    if (torch && (preprocessing || probabilities)) {
      throw new UsageException(
          "--with-preprocessing and --probabilities are for ONNX; give a --to that ends in .onnx,"
              + " got "
              + to);
    }
    if (!torch && (bf16 || fp16)) {
      throw new UsageException(
          "16 bits are for TorchScript; give a --to that ends in .pt, got " + to);
    }
    return torch
        ? Deployment.torchScript(
            bf16 ? Precision.BFLOAT16 : fp16 ? Precision.FLOAT16 : Precision.FLOAT32)
        : Deployment.ONNX;
  }

  private String hash(Deployment wanted, Map<String, String> provenance) {
    String judged = provenance.getOrDefault(Provenance.ARTIFACT_FORMAT, ModelFormat.ONNX.label());
    if (judged.equals(ModelFormat.TORCHSCRIPT.label())) {
      return script(wanted, provenance);
    }
    String twin = provenance.getOrDefault(Provenance.ARTIFACT_FP32, "");
    String hash =
        wanted.format() == ModelFormat.ONNX && fp32 && !twin.isEmpty()
            ? twin
            : provenance.getOrDefault(Provenance.artifact(wanted), "");
    if (!hash.isEmpty()) {
      return hash;
    }
    if (wanted.format() == ModelFormat.ONNX) {
      throw new UsageException("trial " + trial + " kept no file");
    }
    String refused = provenance.getOrDefault(Provenance.refused(wanted), "");
    throw new UsageException(
        refused.isEmpty()
            ? "trial "
                + trial
                + " kept no file as "
                + wanted.label()
                + "; a run does where its experiment says artifacts: [onnx, "
                + wanted.label()
                + "]"
            : "trial " + trial + " kept no file as " + wanted.label() + ": " + refused);
  }

  /** Of a trial whose only file is TorchScript, in the bits that were searched. */
  private String script(Deployment wanted, Map<String, String> provenance) {
    if (wanted.format() == ModelFormat.ONNX) {
      throw new UsageException(
          "trial "
              + trial
              + " was measured by PyTorch, its file is TorchScript; give a --to that ends in .pt,"
              + " got "
              + to);
    }
    String kept = provenance.getOrDefault(Provenance.artifact(wanted), "");
    String twin = provenance.getOrDefault(Provenance.ARTIFACT_FP32, "");
    if (wanted.precision() != Precision.FLOAT32 && kept.isEmpty()) {
      throw new UsageException(
          "trial "
              + trial
              + " kept no file as "
              + wanted.label()
              + "; leave out --bf16 and --fp16");
    }
    return !kept.isEmpty()
        ? kept
        : fp32 && !twin.isEmpty() ? twin : provenance.getOrDefault(Provenance.ARTIFACT, "");
  }
}

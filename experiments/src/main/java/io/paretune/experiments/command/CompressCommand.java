package io.paretune.experiments.command;

import io.paretune.evaluators.compress.prune.RemovalPath;
import io.paretune.evaluators.data.DataSets;
import io.paretune.evaluators.network.WeightedNetwork;
import io.paretune.evaluators.onnx.read.ImportedModel;
import io.paretune.evaluators.onnx.read.OnnxImport;
import io.paretune.experiments.compress.CompressionRequest;
import io.paretune.experiments.compress.Recommendation;
import io.paretune.experiments.compress.Untouched;
import io.paretune.experiments.run.ExperimentFile;
import io.paretune.experiments.run.Run;
import io.paretune.experiments.run.RunDirectory;
import io.paretune.experiments.run.RunSettings;
import io.paretune.experiments.spec.NetworkSearch;
import io.paretune.hardware.yaml.YamlSection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code paretune compress}. */
@Command(
    name = "compress",
    mixinStandardHelpOptions = true,
    description =
        "Searches smaller and faster versions of a model of yours, with the model as its own"
            + " teacher.")
final class CompressCommand implements Callable<Integer> {

  /** Models are that often right on what they were trained on, and rarely on anything else. */
  private static final double REMEMBERED = 0.99;

  @Parameters(paramLabel = "MODEL.onnx", description = "a classifier")
  private Path model = Path.of("");

  @Option(
      names = "--data",
      required = true,
      paramLabel = "DIR|FILE.yaml",
      description =
          "examples that the model knows: a directory whose format is recognised, or a file that"
              + " names format, files and preprocessing")
  private String data = "";

  @Option(
      names = "--profile",
      paramLabel = "NAME",
      description = "where files are timed; default cpu-1-thread")
  private String profile = "cpu-1-thread";

  @Option(
      names = "--max-drop",
      paramLabel = "POINTS",
      description = "most accuracy that the recommended file may lose; default 1.0")
  private double maxDrop = 1.0;

  @Option(
      names = "--max-latency",
      paramLabel = "SPAN",
      description = "most time that the recommended file may take, such as 2ms")
  private Optional<String> maxLatency = Optional.empty();

  @Option(
      names = "--time-limit",
      paramLabel = "SPAN",
      description = "no trial is started after that; default 30m")
  private String timeLimit = "30m";

  @Option(
      names = "--trials",
      paramLabel = "N",
      description = "stop after so many trials, if the time is not over before")
  private Optional<Long> trials = Optional.empty();

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "directory for everything that is written; default runs/<model>-compressed")
  private Optional<Path> out = Optional.empty();

  @Option(names = "--seed", paramLabel = "N", description = "decides every random choice")
  private long seed = 1;

  @Override
  public Integer call() {
    CompressionRequest request = Refusal.orRefuse(this::request);
    Run run = Refusal.orRefuse(() -> start(request));
    Execution execution = new Execution(run, System.out, System.err);
    return execution.toTheEnd(opened -> conclude(opened, request));
  }

  private CompressionRequest request() {
    if (trials.isPresent() && trials.get() < 1) {
      throw new IllegalArgumentException("--trials must be at least 1, got " + trials.get());
    }
    if (!Files.isRegularFile(model)) {
      throw new IllegalArgumentException("there is no model file " + model);
    }
    String located = data;
    if (!DataSets.embedded().contains(data)) {
      Path path = Path.of(data).toAbsolutePath().normalize();
      if (!Files.exists(path)) {
        throw new IllegalArgumentException("--data must exist, got " + path);
      }
      located = path.toString();
    }
    String where =
        profile.endsWith(".yaml") || profile.endsWith(".yml")
            ? Path.of(profile).toAbsolutePath().normalize().toString()
            : profile;
    OptionalDouble latency =
        maxLatency.isPresent()
            ? OptionalDouble.of(span("--max-latency", maxLatency.get()).toNanos() / 1e6)
            : OptionalDouble.empty();
    return new CompressionRequest(
        model, located, where, maxDrop, latency, span("--time-limit", timeLimit), seed);
  }

  private static Duration span(String option, String text) {
    return YamlSection.spanOfTime(text)
        .filter(span -> !span.isZero())
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    option + " must be a time such as 2ms, 90s, 30m or 2h, got '" + text + "'"));
  }

  private Run start(CompressionRequest request) {
    ImportedModel read = OnnxImport.read(model);
    read.notes().forEach(note -> System.err.println("note: " + note));
    RunDirectory directory = new RunDirectory(out.orElseGet(() -> Path.of("runs", request.name())));
    directory.requireFree();
    NetworkSearch search = (NetworkSearch) Run.spec(request.experiment(List.of())).evaluation();
    search.check();
    Untouched untouched =
        new Untouched(search.task(), new WeightedNetwork(read.network(), read.weights()));
    double accuracy = untouched.accuracy();
    System.err.printf(
        Locale.ROOT,
        "%s: %d parameters, %d multiply-adds, %.2f %% of the validation examples%n",
        model.getFileName(),
        read.network().parameters(),
        read.network().multiplyAdds(),
        100 * accuracy);
    if (accuracy >= REMEMBERED) {
      System.err.println(
          "note: if the model was trained on these examples, no file can keep up with it there:"
              + " give examples that it has not seen, or a larger --max-drop");
    }
    List<RemovalPath.Step> path = untouched.removalPath();
    path.forEach(
        step ->
            System.err.printf(
                Locale.ROOT,
                "without %s%s: %.2f %%, before any training%n",
                step.equals(path.get(0)) ? "" : "these and ",
                step.block(),
                100 * step.accuracy()));
    ExperimentFile file = request.experiment(path);
    return Run.create(
        directory,
        file,
        RunSettings.of(file).with(Optional.empty(), trials, Optional.empty(), Optional.empty()));
  }

  private static int conclude(Run run, CompressionRequest request) {
    Optional<Recommendation> found = Recommendation.of(run, request);
    if (found.isEmpty()) {
      System.err.println("the model as it came could not be measured, so nothing is recommended");
      return 1;
    }
    Recommendation recommendation = found.get();
    System.out.print(recommendation.table());
    Optional<Path> file = recommendation.keep();
    if (file.isEmpty()) {
      System.err.printf(
          Locale.ROOT,
          "no member of the front keeps to at most %.2f points lost%s; see the table, or give it"
              + " more time: paretune resume %s --time-limit 1h%n",
          request.maxDrop(),
          request.maxLatency().isPresent()
              ? String.format(Locale.ROOT, " and %.3f ms", request.maxLatency().getAsDouble())
              : "",
          run.directory().path());
      return 1;
    }
    System.out.println("recommended (*): " + file.get());
    return 0;
  }
}

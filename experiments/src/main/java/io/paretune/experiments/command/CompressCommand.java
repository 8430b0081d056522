package io.paretune.experiments.command;

import io.paretune.evaluators.metadata.MetadataFile;
import io.paretune.evaluators.onnx.read.file.OnnxImportException;
import io.paretune.evaluators.trial.NetworkProblem;
import io.paretune.evaluators.trial.TrialSpec;
import io.paretune.experiments.command.run.Execution;
import io.paretune.experiments.command.terminal.ReadingLines;
import io.paretune.experiments.command.terminal.UsageException;
import io.paretune.experiments.compress.CompressionRequest;
import io.paretune.experiments.compress.CompressionStart;
import io.paretune.experiments.compress.OriginalModel;
import io.paretune.experiments.compress.Recommendation;
import io.paretune.experiments.compress.SharingPlan;
import io.paretune.experiments.compress.graph.GraphCompression;
import io.paretune.experiments.evaluation.Sources;
import io.paretune.experiments.run.Experiment;
import io.paretune.experiments.run.Run;
import io.paretune.experiments.run.RunSettings;
import io.paretune.experiments.run.directory.RunDirectory;
import io.paretune.hardware.yaml.YamlSection;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

/** {@code paretune compress}. */
@Command(
    name = "compress",
    mixinStandardHelpOptions = true,
    description =
        "Searches smaller and faster versions of a model of yours, with the model as its own"
            + " teacher.")
final class CompressCommand implements Callable<Integer> {

  private static final List<String> OF_DATA =
      List.of("--max-latency", "--trials", "--no-sharing", "--seed", "--task", "--positive");
  private final Sources sources;
  private final Consumer<Run> opened;

  @Spec private @Nullable CommandSpec spec;

  @Mixin private final ModelOptions given = new ModelOptions();

  @Mixin private final GraphOptions graph = new GraphOptions();

  @Option(
      names = "--max-drop",
      paramLabel = "POINTS",
      description =
          "most that the recommended file may lose of the task's first metric: points of accuracy,"
              + " or the unit of a number that is predicted; default 1.0. With --evaluate: of the"
              + " number that is printed; default a hundredth of the original's")
  private Optional<Double> maxDrop = Optional.empty();

  @Option(
      names = "--max-latency",
      paramLabel = "SPAN",
      description = "most time that the recommended file may take, such as 2ms")
  private Optional<String> maxLatency = Optional.empty();

  @Option(
      names = "--time-limit",
      paramLabel = "SPAN",
      description =
          "for all of it: preparation and finalists, and with --inputs timing and --evaluate;"
              + " what is begun is brought to its end; default 30m")
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

  @Option(
      names = "--no-sharing",
      negatable = true,
      description =
          "train each candidate alone, instead of one network that all candidates are parts of;"
              + " --sharing insists on that. Default: shared where something of the model is"
              + " elastic")
  private @Nullable Boolean alone;

  @Option(names = "--seed", paramLabel = "N", description = "decides every random choice")
  private long seed = 1;

  @Override
  public Integer call() {
    if (graph.given()) {
      return ofGraph();
    }
    if (graph.evaluates()) {
      throw new UsageException(
          "--evaluate needs --inputs: calls of the model, from which ranges are taken");
    }
    requireNone(GraphOptions.NAMES, "--inputs, not to --data");
    CompressionRequest request = UsageException.orRefuse(this::request);
    // The pace that the plan goes by is that of so many threads, before the engine starts.
    System.setProperty("ai.djl.pytorch.num_threads", Integer.toString(SharingPlan.WORKERS));
    Run run = UsageException.orRefuse(() -> start(request));
    opened.accept(run);
    Execution execution = new Execution(run, System.out, System.err);
    return execution.toTheEnd(ended -> conclude(ended, request));
  }

  /** A command on data and models of this process. */
  CompressCommand() {
    this(ReadingLines.sources(), run -> {});
  }

  /**
   * As {@link #CompressCommand()}.
   *
   * @param sources where data and model come from
   * @param opened is shown the run before anything is evaluated, to employ others than processes
   */
  CompressCommand(Sources sources, Consumer<Run> opened) {
    this.sources = sources;
    this.opened = opened;
  }

  /** The model as a network; one that is none has another way. */
  private OriginalModel original(CompressionRequest request) {
    try {
      return given.original(request.experiment(sources));
    } catch (OnnxImportException unknown) {
      throw new IllegalArgumentException(
          unknown.getMessage()
              + " (of any model that ONNX Runtime loads, --inputs in place of --data makes the"
              + " numbers smaller)",
          unknown);
    }
  }

  private void requireNone(List<String> options, String owner) {
    ParseResult said = Objects.requireNonNull(spec).commandLine().getParseResult();
    for (String option : options) {
      if (said.hasMatchedOption(option)) {
        throw new UsageException(option + " belongs to " + owner);
      }
    }
  }

  /** What is said and would not be done is refused. */
  private void requireGraphOptions() {
    requireNone(OF_DATA, "--data, not to --inputs");
    if (maxDrop.isPresent() && !graph.evaluates()) {
      throw new UsageException(
          "--max-drop needs --data or --evaluate; with --inputs alone --min-cosine decides");
    }
    if (maxDrop.isPresent() && !(maxDrop.get() >= 0)) {
      throw new UsageException("--max-drop must be at least 0, got " + maxDrop.get());
    }
  }

  private int ofGraph() {
    requireGraphOptions();
    Path model = UsageException.orRefuse(given::modelAlone);
    Path directory = out.orElseGet(() -> Path.of("runs", CompressionRequest.name(model)));
    GraphCompression compression =
        UsageException.orRefuse(
            () -> {
              GraphCompression.requireFree(directory);
              Duration limit = span("--time-limit", timeLimit);
              return graph.compression(model, given.threads(), limit, maxDrop);
            });
    compression.notes().forEach(note -> System.err.println("note: " + note));
    System.out.print(compression.table());
    Optional<Path> kept = compression.keep(directory);
    if (kept.isEmpty()) {
      System.err.println(graph.nothingKeeps());
      return 1;
    }
    System.out.print(compression.robustness(directory));
    System.out.println("recommended (*): " + kept.get());
    return 0;
  }

  private CompressionRequest request() {
    if (trials.isPresent() && trials.get() < 1) {
      throw new IllegalArgumentException("--trials must be at least 1, got " + trials.get());
    }
    OptionalDouble latency =
        maxLatency.isPresent()
            ? OptionalDouble.of(span("--max-latency", maxLatency.get()).toNanos() / 1e6)
            : OptionalDouble.empty();
    return new CompressionRequest(
        given.subject(), maxDrop.orElse(1.0), latency, span("--time-limit", timeLimit), seed);
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
    RunDirectory directory = new RunDirectory(out.orElseGet(() -> Path.of("runs", request.name())));
    directory.requireFree();
    Instant began = Instant.now();
    OriginalModel original = original(request);
    CompressionStart start = new CompressionStart(request, sources, sharing(), System.err::println);
    start.requireSharing();
    Experiment experiment = start.experiment(original, given.looked(original));
    Duration left = request.timeLimit().minus(Duration.between(began, Instant.now()));
    return Run.create(
        directory,
        experiment,
        RunSettings.of(experiment.file())
            .with(
                Optional.empty(),
                trials,
                Optional.empty(),
                Optional.of(left.isNegative() ? Duration.ofSeconds(1) : left)));
  }

  private CompressionStart.Sharing sharing() {
    if (alone == null) {
      return CompressionStart.Sharing.WHERE_ELASTIC;
    }
    return alone ? CompressionStart.Sharing.NEVER : CompressionStart.Sharing.ALWAYS;
  }

  private int conclude(Run run, CompressionRequest request) {
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
          "no member of the front keeps to at most %.4g lost%s; see the table, or give it"
              + " more time: paretune resume %s --time-limit 1h%n",
          request.maxDrop(),
          request.maxLatency().isPresent()
              ? String.format(Locale.ROOT, " and %.3f ms", request.maxLatency().getAsDouble())
              : "",
          run.directory().path());
      return 1;
    }
    TrialSpec trials = run.spec().evaluation().networks().orElseThrow();
    NetworkProblem problem = new NetworkProblem(trials, sources.data(trials.data()));
    MetadataFile.write(problem.metadata(), file.get());
    recommendation.robustness().ifPresent(table -> System.out.print("\n" + table.text()));
    System.out.println("recommended (*): " + file.get());
    return 0;
  }
}

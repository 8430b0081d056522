package io.paretune.experiments.command;

import io.paretune.evaluators.compress.prune.RemovalPath;
import io.paretune.evaluators.compress.sensitivity.Sensitivity;
import io.paretune.evaluators.compress.sensitivity.SensitivityTable;
import io.paretune.evaluators.data.Preprocessing;
import io.paretune.evaluators.metadata.MetadataFile;
import io.paretune.evaluators.onnx.graph.call.Fidelity;
import io.paretune.evaluators.onnx.graph.call.NamedInputs;
import io.paretune.evaluators.onnx.read.file.OnnxImportException;
import io.paretune.evaluators.trial.NetworkProblem;
import io.paretune.evaluators.trial.TrialSpec;
import io.paretune.experiments.command.run.Execution;
import io.paretune.experiments.command.terminal.ReadingLines;
import io.paretune.experiments.command.terminal.UsageException;
import io.paretune.experiments.compress.CompressionRequest;
import io.paretune.experiments.compress.OriginalModel;
import io.paretune.experiments.compress.PlannedTrials;
import io.paretune.experiments.compress.Recommendation;
import io.paretune.experiments.compress.SeedTrials;
import io.paretune.experiments.compress.SharingPlan;
import io.paretune.experiments.compress.graph.GraphCompression;
import io.paretune.experiments.compress.graph.GraphSettings;
import io.paretune.experiments.compress.graph.figure.QualityProgram;
import io.paretune.experiments.evaluation.Sources;
import io.paretune.experiments.run.Experiment;
import io.paretune.experiments.run.Run;
import io.paretune.experiments.run.RunSettings;
import io.paretune.experiments.run.directory.RunDirectory;
import io.paretune.hardware.HardwareException;
import io.paretune.hardware.yaml.YamlSection;
import io.paretune.search.space.SearchSpace;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.regex.Pattern;
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

  /** Models are that often right on what they were trained on, and rarely on anything else. */
  private static final double REMEMBERED = 0.99;

  /** What share of the time limit looking at blocks may take, as its divisor. */
  private static final int LOOKS = 20;

  private static final List<String> OF_DATA =
      List.of("--max-latency", "--trials", "--no-sharing", "--seed", "--task", "--positive");
  private static final List<String> OF_INPUTS =
      List.of(
          "--min-cosine",
          "--cosine",
          "--keep-float",
          "--accuracy-level",
          "--preprocessing",
          "--lower-is-better");

  private final Sources sources;
  private final Consumer<Run> opened;

  @Spec private @Nullable CommandSpec spec;

  @Mixin private final ModelOptions given = new ModelOptions();

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

  @Option(
      names = "--inputs",
      paramLabel = "FILE|DIR",
      description =
          "in place of --data, for any model: arrays of NumPy called as its inputs (.npz, or .npy"
              + " for one input; a folder holds several calls) or images; its numbers are made"
              + " smaller and judged by the original's answers")
  private Optional<Path> inputs = Optional.empty();

  @Option(
      names = "--min-cosine",
      paramLabel = "X",
      description =
          "with --inputs: how alike every output of the recommended file must be; default 0.99")
  private double minCosine = 0.99;

  @Option(
      names = "--cosine",
      paramLabel = "centred|plain",
      description =
          "with --inputs, which cosine --min-cosine is asked of: centred (default), the lesser of"
              + " that of the answers and that around their means; or plain, that of the answers"
              + " alone")
  private String cosine = "centred";

  @Option(
      names = "--keep-float",
      paramLabel = "REGEX",
      description =
          "with --inputs: nodes and tensors that stay in floats, by what is found in their names")
  private Optional<String> keepFloat = Optional.empty();

  @Option(
      names = "--accuracy-level",
      paramLabel = "N",
      description =
          "with --inputs, in what products in blocks are computed (ONNX Runtime's MatMulNBits): 4"
              + " in bytes (default, the fastest; answers can flip where activations have"
              + " outliers), 1 in 32-bit floats, 0 as it likes")
  private int accuracyLevel = 4;

  @Option(
      names = "--preprocessing",
      paramLabel = "NAME",
      description =
          "with images as --inputs, what pixels become: none (0 to 255, default), zero-to-one,"
              + " minus-one-to-one, imagenet")
  private String preprocessing = "none";

  @Option(
      names = "--evaluate",
      paramLabel = "COMMAND",
      description =
          "with --inputs: a program that gets a file's path and prints a number as JSON, which"
              + " decides in place of the cosine")
  private Optional<String> evaluate = Optional.empty();

  @Option(names = "--lower-is-better", description = "with --evaluate: the number is an error")
  private boolean lowerIsBetter;

  @Override
  public Integer call() {
    if (inputs.isPresent()) {
      return ofGraph(inputs.get());
    }
    if (evaluate.isPresent()) {
      throw new UsageException(
          "--evaluate needs --inputs: calls of the model, from which ranges are taken");
    }
    requireNone(OF_INPUTS, "--inputs, not to --data");
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
    if (maxDrop.isPresent() && evaluate.isEmpty()) {
      throw new UsageException(
          "--max-drop needs --data or --evaluate; with --inputs alone --min-cosine decides");
    }
    if (maxDrop.isPresent() && !(maxDrop.get() >= 0)) {
      throw new UsageException("--max-drop must be at least 0, got " + maxDrop.get());
    }
  }

  private int ofGraph(Path calls) {
    requireGraphOptions();
    Path model = UsageException.orRefuse(given::modelAlone);
    Path directory = out.orElseGet(() -> Path.of("runs", CompressionRequest.name(model)));
    GraphCompression compression =
        UsageException.orRefuse(
            () -> {
              GraphCompression.requireFree(directory);
              try {
                return GraphCompression.of(
                    model,
                    NamedInputs.read(calls, pixels(), GraphCompression.MOST_CALLS),
                    graphSettings());
              } catch (HardwareException refused) {
                throw new UsageException(String.valueOf(refused.getMessage()), refused);
              }
            });
    compression.notes().forEach(note -> System.err.println("note: " + note));
    System.out.print(compression.table());
    Optional<Path> kept = compression.keep(directory);
    if (kept.isEmpty()) {
      System.err.println(
          evaluate.isPresent()
              ? "no smaller or faster file keeps to --max-drop"
              : String.format(
                  Locale.ROOT,
                  "no file that is smaller or faster answers with a cosine of %.4g" + " and more",
                  minCosine));
      return 1;
    }
    System.out.print(compression.robustness(directory));
    System.out.println("recommended (*): " + kept.get());
    return 0;
  }

  private GraphSettings graphSettings() {
    Pattern kept = keepFloat.map(Pattern::compile).orElse(GraphSettings.NOTHING);
    Duration limit = span("--time-limit", timeLimit);
    return new GraphSettings(
        minCosine,
        criterion(),
        kept,
        accuracyLevel,
        given.threads(),
        limit,
        evaluate.map(command -> QualityProgram.of(command, lowerIsBetter)),
        maxDrop);
  }

  private Fidelity.Criterion criterion() {
    return switch (cosine) {
      case "centred" -> Fidelity.Criterion.CENTRED;
      case "plain" -> Fidelity.Criterion.PLAIN;
      default ->
          throw new IllegalArgumentException(
              "--cosine must be centred or plain, got '" + cosine + "'");
    };
  }

  private Preprocessing pixels() {
    return Preprocessing.named(preprocessing);
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
    if (Boolean.FALSE.equals(alone)) {
      smallest(request, 0).check(); // refused before anything is said
    }
    double score = given.looked(original);
    Sharing choice = sharing(request, original, score);
    if (original.metric().isShare() && score >= REMEMBERED) {
      System.err.println(
          "note: if the model was trained on these examples, no file can keep up with it there:"
              + " give examples that it has not seen, or a larger --max-drop");
    }
    System.err.println(choice.words());
    List<RemovalPath.Step> path = path(original);
    Experiment searched = choice.experiment().orElseGet(() -> request.experiment(sources));
    SearchSpace space = original.space(searched);
    List<Map<String, Object>> first =
        planned(original, space, choice.experiment().isPresent(), request.timeLimit());
    Experiment experiment =
        searched.enqueueing(
            SeedTrials.inTurns(
                first,
                choice.experiment().isPresent()
                    ? SeedTrials.along(path, space)
                    : SeedTrials.along(path)));
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

  /**
   * Whether candidates share weights, and why.
   *
   * @param experiment in which they do; empty if each is to be trained alone
   */
  private record Sharing(Optional<Experiment> experiment, String words) {}

  /** The shared search that takes the least. */
  private Experiment smallest(CompressionRequest request, double score) {
    return request.sharing(sources, new SharingPlan(1, 1, 1, 1), score);
  }

  private Sharing sharing(CompressionRequest request, OriginalModel original, double score) {
    if (Boolean.TRUE.equals(alone)) {
      return new Sharing(Optional.empty(), "each candidate is trained alone");
    }
    Experiment smallest = smallest(request, score);
    Optional<String> elastic = original.elastic(smallest);
    if (elastic.isEmpty() && alone == null) {
      return new Sharing(
          Optional.empty(), "nothing of the model is elastic: each candidate is trained alone");
    }
    try {
      smallest.check();
      SharingPlan plan = SharingPlan.of(request.timeLimit(), original.epoch(smallest));
      return new Sharing(
          Optional.of(request.sharing(sources, plan, score)),
          elastic.orElse("")
              + ": candidates share weights that are trained once (--no-sharing trains each"
              + " alone); "
              + plan.words());
    } catch (IllegalArgumentException refused) {
      if (alone != null) {
        throw refused;
      }
      return new Sharing(
          Optional.empty(),
          "each candidate is trained alone, since weights cannot be shared: "
              + refused.getMessage());
    }
  }

  /** By looks that take a twentieth of the time limit, and what the last of them takes more. */
  private static List<Map<String, Object>> planned(
      OriginalModel original, SearchSpace space, boolean narrowed, Duration limit) {
    SensitivityTable table = original.sensitivity(narrowed, limit.dividedBy(LOOKS));
    List<Map<String, Object>> first = PlannedTrials.of(table, space);
    System.err.printf(
        "first trials planned by how sensitive blocks are: %d (looked at %d of %d blocks)%n",
        first.size(),
        table.rows().stream().map(Sensitivity::block).distinct().count(),
        original.blocks());
    return first;
  }

  private static List<RemovalPath.Step> path(OriginalModel original) {
    List<RemovalPath.Step> path = original.removalPath();
    path.forEach(
        step ->
            System.err.printf(
                Locale.ROOT,
                "without %s%s: %s, before any training%n",
                step.equals(path.get(0)) ? "" : "these and ",
                step.block(),
                original.metric().text(step.score())));
    return path;
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

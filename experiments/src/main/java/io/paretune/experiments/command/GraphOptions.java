package io.paretune.experiments.command;

import io.paretune.evaluators.data.Preprocessing;
import io.paretune.evaluators.onnx.graph.call.Fidelity;
import io.paretune.evaluators.onnx.graph.call.NamedInputs;
import io.paretune.experiments.command.terminal.UsageException;
import io.paretune.experiments.compress.graph.GraphCompression;
import io.paretune.experiments.compress.graph.GraphSettings;
import io.paretune.experiments.compress.graph.figure.QualityProgram;
import io.paretune.hardware.HardwareException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import picocli.CommandLine.Option;

/** What {@code --inputs} asks of a model whose graph stays. */
final class GraphOptions {

  /** Those that mean nothing without {@code --inputs}. */
  static final List<String> NAMES =
      List.of(
          "--min-cosine",
          "--cosine",
          "--keep-float",
          "--accuracy-level",
          "--preprocessing",
          "--lower-is-better");

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

  /** Whether the graph stays. */
  boolean given() {
    return inputs.isPresent();
  }

  /** Whether a program decides. */
  boolean evaluates() {
    return evaluate.isPresent();
  }

  /**
   * Compresses a model.
   *
   * @throws IllegalArgumentException if a value is none that it may have, or inputs do not fit
   */
  GraphCompression compression(Path model, int threads, Duration limit, Optional<Double> maxDrop) {
    Preprocessing pixels = Preprocessing.named(preprocessing);
    try {
      return GraphCompression.of(
          model,
          NamedInputs.read(inputs.orElseThrow(), pixels, GraphCompression.MOST_CALLS),
          new GraphSettings(
              minCosine,
              criterion(),
              keepFloat.map(Pattern::compile).orElse(GraphSettings.NOTHING),
              accuracyLevel,
              threads,
              limit,
              evaluate.map(command -> QualityProgram.of(command, lowerIsBetter)),
              maxDrop));
    } catch (HardwareException refused) {
      throw new UsageException(String.valueOf(refused.getMessage()), refused);
    }
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

  /** What is said where no file is recommended. */
  String nothingKeeps() {
    return evaluates()
        ? "no smaller or faster file keeps to --max-drop"
        : String.format(
            Locale.ROOT,
            "no file that is smaller or faster answers with a cosine of %.4g and more",
            minCosine);
  }
}

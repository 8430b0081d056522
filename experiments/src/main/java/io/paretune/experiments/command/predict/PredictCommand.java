package io.paretune.experiments.command.predict;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.paretune.evaluators.metadata.ExampleReader;
import io.paretune.evaluators.metadata.Predictor;
import io.paretune.experiments.command.terminal.UsageException;
import io.paretune.hardware.ModelRefusedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code paretune predict}. */
@Command(
    name = "predict",
    mixinStandardHelpOptions = true,
    description = "Asks a network's file about images, rows of tables or arrays.")
public final class PredictCommand implements Callable<Integer> {

  /** How answers are printed. */
  enum Format {
    /** A line for each input: its name, the answers and their probabilities. */
    TEXT,
    /** The same as a JSON object for each input. */
    JSON
  }

  /** The least probability of a label that is given of several. */
  private static final double GIVEN = 0.5;

  @Parameters(
      index = "0",
      paramLabel = "FILE",
      description = "a file that export or compress wrote, with its metadata or a .json beside it")
  private Path file = Path.of("");

  @Parameters(
      index = "1..*",
      arity = "1..*",
      paramLabel = "INPUT",
      description = "images, tables .csv or .parquet, or arrays .npy")
  private List<Path> inputs = new ArrayList<>();

  @Option(
      names = "--top",
      paramLabel = "N",
      description = "how many classes are printed for each input; default 1")
  private int top = 1;

  @Option(names = "--format", paramLabel = "NAME", description = "text (default) or json")
  private Format format = Format.TEXT;

  @Override
  public Integer call() {
    if (top < 1) {
      throw new UsageException("--top must be at least 1, got " + top);
    }
    if (!Files.isRegularFile(file)) {
      throw new UsageException("there is no file " + file);
    }
    try (Predictor predictor = UsageException.orRefuse(this::open)) {
      ExampleReader reader = new ExampleReader(predictor.metadata().input());
      for (Path input : inputs) {
        for (ExampleReader.Example example : UsageException.orRefuse(() -> reader.read(input))) {
          List<Predictor.Named> answers =
              UsageException.orRefuse(() -> predictor.answers(example.values()));
          System.out.println(
              format == Format.JSON
                  ? json(example.name(), answers)
                  : example.name() + "  " + text(predictor, answers));
        }
      }
    }
    return 0;
  }

  private Predictor open() {
    try {
      return Predictor.open(file, 1);
    } catch (ModelRefusedException noModel) {
      throw new UsageException(String.valueOf(noModel.getMessage()), noModel);
    }
  }

  private String text(Predictor predictor, List<Predictor.Named> answers) {
    return switch (predictor.metadata().task()) {
      case "regression" ->
          answers.stream()
              .map(number -> "%s=%s".formatted(number.name(), (float) number.value()))
              .collect(Collectors.joining(", "));
      case "multi-label" -> {
        List<Predictor.Named> given =
            answers.stream().filter(label -> label.value() >= GIVEN).toList();
        yield given.isEmpty() ? "none  (" + ranked(answers) + ")" : words(given);
      }
      default -> ranked(answers);
    };
  }

  private String ranked(List<Predictor.Named> answers) {
    return words(answers.subList(0, Math.min(top, answers.size())));
  }

  private static String words(List<Predictor.Named> answers) {
    return answers.stream()
        .map(answer -> String.format(Locale.ROOT, "%s %.4f", answer.name(), answer.value()))
        .collect(Collectors.joining(", "));
  }

  private static String json(String input, List<Predictor.Named> answers) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("input", input);
    ObjectNode all = node.putObject("answers");
    answers.forEach(answer -> all.put(answer.name(), answer.value()));
    return node.toString();
  }
}

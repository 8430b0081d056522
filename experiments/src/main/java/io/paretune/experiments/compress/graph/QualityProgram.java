package io.paretune.experiments.compress.graph;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.paretune.hardware.HardwareException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Somebody's own measure of a model: a program that gets a file's path as its last argument, or in
 * place of {@code {file}}, and prints a number as JSON, alone or as its last line.
 *
 * @param command words, of which the first is the program
 * @param lowerIsBetter whether the number is an error
 * @param patience that a run may take
 */
public record QualityProgram(List<String> command, boolean lowerIsBetter, Duration patience) {

  private static final String FILE = "{file}";
  private static final Pattern WORDS = Pattern.compile("\"([^\"]*)\"|'([^']*)'|(\\S+)");
  private static final int QUOTED = 200;

  private static final JsonMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

  /** Copies the words. */
  public QualityProgram {
    command = List.copyOf(command);
    if (command.isEmpty()) {
      throw new IllegalArgumentException("--evaluate must name a program, got nothing");
    }
  }

  /** A command as one types it: words apart by spaces, those with spaces in quotes. */
  public static QualityProgram of(String command, boolean lowerIsBetter, Duration patience) {
    List<String> words = new ArrayList<>();
    Matcher matcher = WORDS.matcher(command);
    while (matcher.find()) {
      String quoted = matcher.group(1) != null ? matcher.group(1) : matcher.group(2);
      words.add(quoted != null ? quoted : matcher.group(3));
    }
    return new QualityProgram(words, lowerIsBetter, patience);
  }

  /** By how much a number is worse than another; negative if it is better. */
  double loss(double original, double other) {
    return lowerIsBetter ? other - original : original - other;
  }

  /**
   * Asks the program.
   *
   * @throws HardwareException if it cannot be started, fails, takes too long or prints no number:
   *     one line
   */
  double quality(byte[] model) {
    try {
      Path directory = Files.createTempDirectory("paretune-evaluate-");
      Path file = directory.resolve("model.onnx");
      Path said = directory.resolve("said.txt");
      Path errors = directory.resolve("errors.txt");
      try {
        Files.write(file, model);
        return number(run(file, said, errors), said, errors);
      } finally {
        for (Path made : List.of(file, said, errors)) {
          Files.deleteIfExists(made);
        }
        Files.deleteIfExists(directory);
      }
    } catch (IOException unable) {
      throw refused("cannot be started: " + unable.getMessage());
    }
  }

  private int run(Path file, Path said, Path errors) throws IOException {
    List<String> words = new ArrayList<>();
    command.forEach(word -> words.add(word.replace(FILE, file.toString())));
    if (command.stream().noneMatch(word -> word.contains(FILE))) {
      words.add(file.toString());
    }
    Process process =
        new ProcessBuilder(words)
            .redirectOutput(said.toFile())
            .redirectError(errors.toFile())
            .start();
    process.getOutputStream().close();
    try {
      if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        throw refused("took longer than %d s".formatted(patience.toSeconds()));
      }
      return process.exitValue();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw refused("was interrupted");
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }

  private double number(int code, Path said, Path errors) throws IOException {
    if (code != 0) {
      String last = lastLine(errors);
      throw refused("exited with code %d%s".formatted(code, last.isEmpty() ? "" : ": " + last));
    }
    String last = lastLine(said);
    if (last.isEmpty()) {
      throw refused("printed nothing; it must print a number");
    }
    try {
      JsonNode node = JSON.readTree(last);
      if (node.isNumber() && Double.isFinite(node.doubleValue())) {
        return node.doubleValue();
      }
    } catch (JsonProcessingException none) {
      // told below
    }
    throw refused("printed '%s' last, which is no JSON number".formatted(last));
  }

  private static String lastLine(Path file) throws IOException {
    String last =
        new String(Files.readAllBytes(file), StandardCharsets.UTF_8)
            .lines()
            .map(String::strip)
            .filter(line -> !line.isEmpty())
            .reduce("", (before, line) -> line);
    return last.length() > QUOTED ? last.substring(0, QUOTED) + "..." : last;
  }

  private HardwareException refused(String what) {
    return new HardwareException("--evaluate: '%s' %s".formatted(String.join(" ", command), what));
  }
}

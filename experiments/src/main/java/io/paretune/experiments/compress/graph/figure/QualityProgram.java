package io.paretune.experiments.compress.graph.figure;

import ai.onnx.proto.OnnxMl.ModelProto;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.paretune.evaluators.onnx.graph.draft.ModelOnDisk;
import io.paretune.hardware.HardwareException;
import io.paretune.results.store.postgres.Credentials;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Somebody's own measure of a model: a program that gets a file's path as its last argument, or in
 * place of {@code {file}}, and prints a number as JSON, alone or as its last line.
 *
 * @param command words, of which the first is the program
 * @param lowerIsBetter whether the number is an error
 */
public record QualityProgram(List<String> command, boolean lowerIsBetter) {

  private static final String FILE = "{file}";
  private static final int QUOTED = 200;

  /** Bytes of what was said that the last line is looked for in. */
  private static final int TAIL = 1 << 16;

  private static final JsonMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

  /** Copies the words. */
  public QualityProgram {
    command = List.copyOf(command);
    if (command.isEmpty()) {
      throw new IllegalArgumentException("--evaluate must name a program, got nothing");
    }
  }

  /**
   * A command as one types it: words apart by spaces, those with spaces in quotes.
   *
   * @throws IllegalArgumentException if a quote is not closed, or there is no word
   */
  public static QualityProgram of(String command, boolean lowerIsBetter) {
    return new QualityProgram(CommandWords.of(command), lowerIsBetter);
  }

  /** By how much a number is worse than another; negative if it is better. */
  public double loss(double original, double other) {
    return lowerIsBetter ? other - original : original - other;
  }

  /**
   * Asks the program.
   *
   * @param patience that it may take
   * @throws HardwareException if it cannot be started, fails, takes too long or prints no number:
   *     one line
   */
  public double quality(ModelProto model, Duration patience) {
    try {
      Path directory = Files.createTempDirectory("paretune-evaluate-");
      Path file = directory.resolve("model.onnx");
      Path said = directory.resolve("said.txt");
      Path errors = directory.resolve("errors.txt");
      try {
        ModelOnDisk.write(model, file);
        return number(run(file, said, errors, patience), said, errors);
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

  private int run(Path file, Path said, Path errors, Duration patience) throws IOException {
    List<String> words = new ArrayList<>();
    command.forEach(word -> words.add(word.replace(FILE, file.toString())));
    if (command.stream().noneMatch(word -> word.contains(FILE))) {
      words.add(file.toString());
    }
    ProcessBuilder builder =
        new ProcessBuilder(words).redirectOutput(said.toFile()).redirectError(errors.toFile());
    builder.environment().remove(Credentials.PASSWORD); // none of a program's business
    Process process = builder.start();
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
    byte[] end;
    try (RandomAccessFile said = new RandomAccessFile(file.toFile(), "r")) {
      end = new byte[(int) Math.min(TAIL, said.length())];
      said.seek(said.length() - end.length);
      said.readFully(end);
    }
    String last =
        new String(end, StandardCharsets.UTF_8)
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

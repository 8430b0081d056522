package io.paretune.experiments.run.directory;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * An experiment's text and where it came from.
 *
 * @param source the file's name, for messages
 * @param text its content
 * @param base absolute directory against which its relative paths are resolved
 */
public record ExperimentFile(String source, String text, Path base) {

  private static final String QUICK_START = "01-quickstart-fashion.yaml";
  private static final long LARGEST = 1 << 20;

  /**
   * Reads a file.
   *
   * @throws IllegalArgumentException if it is missing, a directory, not text or too large
   */
  public static ExperimentFile read(Path file) {
    if (!Files.exists(file)) {
      throw new IllegalArgumentException("there is no experiment file " + file);
    }
    if (!Files.isRegularFile(file)) {
      throw new IllegalArgumentException(file + " is not a file; give an experiment's YAML");
    }
    try {
      if (Files.size(file) > LARGEST) {
        throw new IllegalArgumentException(
            file + " is larger than 1 MiB; an experiment's YAML is not");
      }
      Path directory = file.toAbsolutePath().normalize().getParent();
      return new ExperimentFile(
          file.toString(), Files.readString(file), directory == null ? Path.of("/") : directory);
    } catch (CharacterCodingException binary) {
      throw new IllegalArgumentException(file + " is not UTF-8 text", binary);
    } catch (IOException unreadable) {
      throw new IllegalArgumentException(
          file + " cannot be read: " + IoReasons.of(unreadable), unreadable);
    }
  }

  /** The experiment that runs when none is given; needs no files. */
  public static ExperimentFile quickStart() {
    String resource = "/io/paretune/experiments/examples/" + QUICK_START;
    try (InputStream in = ExperimentFile.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException("the build lacks " + resource);
      }
      return new ExperimentFile(
          QUICK_START,
          new String(in.readAllBytes(), StandardCharsets.UTF_8),
          Path.of("").toAbsolutePath());
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}

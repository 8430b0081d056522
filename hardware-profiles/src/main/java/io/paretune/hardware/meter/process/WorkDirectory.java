package io.paretune.hardware.meter.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Where one request lies while it is measured; only this user may look into it.
 *
 * @param path the directory
 * @param model the file to measure, in it unless it is this machine's own
 */
public record WorkDirectory(Path path, Path model) {
  private static final String SEPARATOR = "\t";

  public static WorkDirectory fresh() throws IOException {
    return in(Files.createTempDirectory("paretune-agent-"));
  }

  private static WorkDirectory in(Path path) {
    return new WorkDirectory(path, path.resolve("model"));
  }

  /** The same directory for a file that lies elsewhere on this machine. */
  WorkDirectory withModel(Path file) {
    return new WorkDirectory(path, file);
  }

  /** One line that {@link #parse} reads. */
  String line() {
    return path + SEPARATOR + model;
  }

  static WorkDirectory parse(String line) {
    String[] parts = line.split(SEPARATOR, 2);
    return parts.length == 2
        ? new WorkDirectory(Path.of(parts[0]), Path.of(parts[1]))
        : in(Path.of(line));
  }

  /** The request's head, as JSON after its length. */
  public Path request() {
    return path.resolve("request");
  }

  /** The input's values, as they were sent. */
  public Path input() {
    return path.resolve("input");
  }

  /** Whether the file came with a request, under a name that says nothing to who sent it. */
  boolean received() {
    return model.startsWith(path);
  }

  /** Removes what was sent. */
  public void clear() throws IOException {
    for (Path file : List.of(request(), input())) {
      Files.deleteIfExists(file);
    }
    if (received()) {
      Files.deleteIfExists(model);
    }
  }

  public void delete() throws IOException {
    clear();
    Files.deleteIfExists(path);
  }
}

package io.paretune.experiments.run.request;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The directory in which requests lie until the run takes them: a file each, whole or absent, in
 * the order of their names, which is that of their times.
 */
public final class Inbox {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String SUFFIX = ".json";

  /** Requests that may wait: a run takes all of them once a second. */
  private static final int MOST_WAITING = 100;

  private static final long LARGEST = 1 << 20;

  private final Path directory;

  /** A directory that need not exist. */
  public Inbox(Path directory) {
    this.directory = directory;
  }

  /**
   * Leaves a request.
   *
   * @throws IllegalStateException if too many wait already
   */
  public void put(RunRequest request) {
    try {
      Files.createDirectories(directory);
      if (waiting().size() >= MOST_WAITING) {
        throw new IllegalStateException(
            "at most " + MOST_WAITING + " requests may wait in " + directory);
      }
      String name =
          String.format(Locale.ROOT, "%015d-%s", System.currentTimeMillis(), UUID.randomUUID());
      Path unfinished = directory.resolve(name + ".unfinished");
      Files.write(unfinished, JSON.writeValueAsBytes(request.json()));
      Files.move(unfinished, directory.resolve(name + SUFFIX), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException unwritable) {
      throw new UncheckedIOException(directory + " cannot be written", unwritable);
    }
  }

  /**
   * Takes what waits.
   *
   * @param granted is given each
   * @param refused is told of files that are no requests
   */
  void take(Consumer<RunRequest> granted, Consumer<String> refused) throws IOException {
    for (Path file : waiting()) {
      try {
        if (Files.size(file) > LARGEST) {
          throw new IllegalArgumentException("it is too large");
        }
        RunRequest request = RunRequest.of(JSON.readTree(Files.readAllBytes(file)));
        // gone before it is granted: what ends the run must not end the next one
        Files.delete(file);
        granted.accept(request);
      } catch (IOException | RuntimeException unusable) {
        Files.deleteIfExists(file);
        refused.accept(file.getFileName() + ": " + unusable.getMessage());
      }
    }
  }

  /** Throws away what waits: it was asked of a run that has ended. */
  void clear() throws IOException {
    for (Path file : waiting()) {
      Files.delete(file);
    }
  }

  private List<Path> waiting() throws IOException {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(directory)) {
      List<Path> found = new ArrayList<>(files.filter(Inbox::isRequest).sorted().toList());
      return found;
    }
  }

  private static boolean isRequest(Path file) {
    return file.toString().endsWith(SUFFIX);
  }
}

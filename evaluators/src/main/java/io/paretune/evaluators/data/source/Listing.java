package io.paretune.evaluators.data.source;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The visible entries of a directory, in the order of their names, whatever the file system's own
 * order.
 */
public final class Listing {
  private Listing() {}

  /**
   * Lists a directory.
   *
   * @throws DataException if it cannot be read
   */
  public static List<Path> of(Path directory) {
    try (Stream<Path> entries = Files.list(directory)) {
      return entries
          .filter(path -> !path.getFileName().toString().startsWith("."))
          .sorted((a, b) -> a.getFileName().toString().compareTo(b.getFileName().toString()))
          .toList();
    } catch (IOException e) {
      throw new DataException(
          directory.toString(), "a readable directory", String.valueOf(e.getMessage()), e);
    }
  }
}

package io.paretune.experiments.network.transfer;

/**
 * A file that one side has.
 *
 * @param area what it is of
 * @param name its name there
 * @param bytes its size
 * @param sha256 of its content
 */
public record FileEntry(Area area, String name, long bytes, String sha256) {

  /** Refuses names that are none of the area's. */
  public FileEntry {
    if (!area.accepts(name) || bytes < 0 || !sha256.matches("[0-9a-f]{64}")) {
      throw new IllegalArgumentException(
          "no file of %s: '%s', %d bytes, %s".formatted(area, name, bytes, sha256));
    }
  }
}

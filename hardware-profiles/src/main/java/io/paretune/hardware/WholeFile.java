package io.paretune.hardware;

import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.UUID;

/** Files that a reader sees whole, as they were or as they are, also if a writer is killed. */
public final class WholeFile {

  /** Writes the content. */
  @FunctionalInterface
  public interface Writer {
    /**
     * Makes a file.
     *
     * @param unfinished where; nothing is there yet
     */
    void write(Path unfinished) throws IOException;
  }

  private WholeFile() {}

  /**
   * Writes a file beside its place and moves it there, in place of what was there: in one step
   * where the file system can. After a failure the old file is as it was. Of several writers, the
   * last wins.
   *
   * @param file in a directory that exists
   */
  public static void write(Path file, Writer writer) throws IOException {
    Path unfinished = file.resolveSibling(file.getFileName() + "." + UUID.randomUUID() + ".part");
    try {
      writer.write(unfinished);
      move(unfinished, file);
    } finally {
      Files.deleteIfExists(unfinished);
    }
  }

  private static void move(Path from, Path to) throws IOException {
    try {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (AtomicMoveNotSupportedException notHere) {
      Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
    }
  }
}

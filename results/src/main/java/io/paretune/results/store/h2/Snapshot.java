package io.paretune.results.store.h2;

import io.paretune.results.store.database.Database;
import io.paretune.results.store.database.StoreException;
import io.paretune.results.store.database.StoreRefusedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * A copy of a database file in a temporary directory, opened.
 *
 * <p>A copy, because H2 lets nobody read a file that another process writes, and a reader on the
 * file itself would keep a writer out. It can be taken at any moment: H2 writes each commit as a
 * new chunk with a checksum, and overwrites an old one only after ten seconds; on opening it finds
 * the newest complete chunk. Should the file be reorganised in the middle of the copy (as when its
 * writer closes it), the copy does not open, and is taken again. An older schema is migrated in the
 * copy.
 */
final class Snapshot {

  private static final int TRIES = 5;

  private Snapshot() {}

  /**
   * Takes a copy, which is deleted when it is closed.
   *
   * @param source with {@code .mv.db}
   */
  static Database of(Path source) {
    if (!Files.isRegularFile(source)) {
      throw new StoreException("no study database " + source);
    }
    StoreException last = new StoreException("cannot read " + source);
    for (int i = 0; i < TRIES; i++) {
      try {
        return take(source);
      } catch (StoreRefusedException newer) {
        throw newer;
      } catch (StoreException torn) {
        last = torn;
      }
    }
    throw last;
  }

  private static Database take(Path source) {
    Path directory;
    try {
      directory = Files.createTempDirectory("paretune-read");
    } catch (IOException failed) {
      throw new StoreException("cannot copy " + source + " to read it: " + failed, failed);
    }
    try {
      Files.copy(source, directory.resolve("copy" + H2File.SUFFIX));
      return H2File.open(directory.resolve("copy"), source, "", () -> delete(directory));
    } catch (IOException failed) {
      delete(directory);
      throw new StoreException("cannot copy " + source + " to read it: " + failed, failed);
    } catch (StoreException failed) {
      delete(directory);
      throw failed;
    }
  }

  private static void delete(Path directory) {
    try (Stream<Path> inside = Files.list(directory)) {
      List<Path> files = inside.toList();
      for (Path file : files) {
        Files.deleteIfExists(file);
      }
      Files.deleteIfExists(directory);
    } catch (IOException failed) {
      throw new StoreException("cannot delete the copy in " + directory + ": " + failed, failed);
    }
  }
}

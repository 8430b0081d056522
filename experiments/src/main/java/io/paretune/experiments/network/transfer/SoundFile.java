package io.paretune.experiments.network.transfer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;

/**
 * A file that is as it was sent. It is sealed: read-only, and with a time that follows from its
 * content. Whoever writes into it all the same (the superuser may) gives it another time, and then
 * its content is hashed again.
 */
public final class SoundFile {

  private static final Instant FIRST = Instant.parse("2000-01-01T00:00:00Z");

  private SoundFile() {}

  /** Whether a file is there and has its content; one of that content is sealed. */
  public static boolean is(Path file, String sha256, long bytes) throws IOException {
    if (!Files.isRegularFile(file) || Files.size(file) != bytes) {
      return false;
    }
    if (Files.getLastModifiedTime(file).equals(time(sha256))) {
      return true;
    }
    boolean same = FileHash.of(file).equals(sha256);
    if (same) {
      seal(file, sha256);
    }
    return same;
  }

  /** Seals a file of that content. */
  public static void seal(Path file, String sha256) throws IOException {
    Files.setLastModifiedTime(file, time(sha256));
    if (!file.toFile().setReadOnly()) {
      throw new IOException(file + " cannot be made read-only");
    }
  }

  /** Within eight years: whole seconds, which every file system keeps. */
  private static FileTime time(String sha256) {
    return FileTime.from(FIRST.plusSeconds(Long.parseLong(sha256.substring(0, 7), 16)));
  }
}

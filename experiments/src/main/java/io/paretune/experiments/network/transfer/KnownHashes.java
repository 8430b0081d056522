package io.paretune.experiments.network.transfer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.Map;

/** Hashes of files, taken anew only when size or time of a file changed. Thread-safe. */
public final class KnownHashes {

  private final Map<Path, Known> known = new HashMap<>();

  private record Known(long bytes, long modified, String sha256) {}

  /** Of a file. */
  public String of(Path file) throws IOException {
    BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
    long modified = now.lastModifiedTime().toMillis();
    synchronized (this) {
      Known before = known.get(file);
      if (before != null && before.bytes == now.size() && before.modified == modified) {
        return before.sha256;
      }
    }
    String hash = FileHash.of(file);
    synchronized (this) {
      known.put(file, new Known(now.size(), modified, hash));
    }
    return hash;
  }
}

package io.paretune.experiments.network.transfer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** What lies in a directory of what is made once for all trials. */
final class KeptFiles {

  private KeptFiles() {}

  /** The area's files, those last that say that the others are whole. */
  static List<FileEntry> in(Area area, Path directory, KnownHashes hashes) throws IOException {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    List<Path> found;
    try (Stream<Path> inside = Files.list(directory)) {
      found = inside.filter(file -> area.accepts(name(file))).sorted(order()).toList();
    }
    List<FileEntry> files = new ArrayList<>();
    for (Path file : found) {
      files.add(new FileEntry(area, name(file), Files.size(file), hashes.of(file)));
    }
    return files;
  }

  private static Comparator<Path> order() {
    return Comparator.comparing((Path file) -> Area.isLast(name(file)))
        .thenComparing(KeptFiles::name);
  }

  private static String name(Path file) {
    return String.valueOf(file.getFileName());
  }
}

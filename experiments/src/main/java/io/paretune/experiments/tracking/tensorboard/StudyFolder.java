package io.paretune.experiments.tracking.tensorboard;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * The folder of one study: {@code DIR/NAME}, or {@code DIR/NAME-xxxxxxxx} where another study of
 * that name is there already, whose curves would be mixed with these. A file in it says whose it
 * is.
 */
final class StudyFolder {

  private static final String MARK = "paretune.id";
  private static final int SHORT = 8;

  private final List<Path> candidates;
  private final String study;

  /**
   * A folder; makes nothing yet.
   *
   * @param study what tells the study from all others of its name
   */
  StudyFolder(Path directory, String name, String study) {
    String plain = name.replaceAll("[^A-Za-z0-9._-]", "_");
    String end = study.substring(0, Math.min(SHORT, study.length()));
    this.candidates = List.of(directory.resolve(plain), directory.resolve(plain + "-" + end));
    this.study = study;
  }

  /** Where it is, or will be. */
  Path path() {
    Path first = candidates.get(0);
    try {
      boolean others = Files.exists(first.resolve(MARK)) && !isOurs(first);
      return candidates.get(others ? 1 : 0);
    } catch (IOException unreadable) {
      // is said when it is claimed
      return first;
    }
  }

  private boolean isOurs(Path folder) throws IOException {
    return Files.readString(folder.resolve(MARK)).equals(study);
  }

  /**
   * Makes it, if need be; of two studies at once, each gets its own.
   *
   * @throws IOException if it cannot be written
   */
  Path claimed() throws IOException {
    for (Path folder : candidates) {
      Files.createDirectories(folder);
      try {
        Files.writeString(folder.resolve(MARK), study, StandardOpenOption.CREATE_NEW);
        return folder;
      } catch (FileAlreadyExistsException taken) {
        if (isOurs(folder)) {
          return folder;
        }
      }
    }
    throw new IOException(candidates.get(1) + " is another study's: move it away");
  }
}

package io.paretune.experiments.run.directory;

import io.paretune.results.store.SqlTrialStore;
import io.paretune.results.store.StudyDatabase;
import io.paretune.search.study.WarmStart;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;

/**
 * Moves the study of a run, on which nobody works, from the directory's file to a server or back.
 * The directory says where it is only once all of it is there; until then the old one counts.
 */
public final class StudyMove {

  /** What is appended to the name of a file whose study was moved. */
  public static final String MOVED = ".moved";

  private static final String THERE = " is there already";

  private final RunDirectory directory;

  /** Of a run that has a study. */
  public StudyMove(RunDirectory directory) {
    this.directory = directory.requireStudy();
  }

  /**
   * From the directory's file.
   *
   * @param server its database
   * @return the study's address there
   * @throws IllegalArgumentException if it is there already
   */
  public StudyDatabase to(StudyDatabase server) {
    StudyDatabase from = directory.studies();
    if (from.study().isPresent()) {
      throw new IllegalArgumentException(
          directory.path() + " has its study in " + from + " already");
    }
    Path file = Path.of(from.toString());
    StudyDatabase there;
    try (SqlTrialStore source = from.open()) {
      there = server.withStudy(own(source.studies()));
      copyTo(server, source);
      RunOrigin.writeAddress(directory, there);
      keepFiles(there);
    } catch (IOException unwritable) {
      throw unwritable(unwritable);
    }
    rename(file, file.resolveSibling(file.getFileName() + MOVED));
    return there;
  }

  private static void copyTo(StudyDatabase server, SqlTrialStore source) {
    try (SqlTrialStore target = server.open()) {
      // what an earlier move, cut off, left there is as good as copied now
      List<String> missing =
          source.studies().stream().filter(name -> !target.hasSame(source, name)).toList();
      missing.forEach(name -> RunOrigin.requireFree(server, name));
      List<String> copied = new ArrayList<>();
      try {
        for (String name : missing) {
          target.copy(source, name);
          copied.add(name);
        }
      } catch (RuntimeException failed) {
        copied.forEach(target::delete);
        throw failed;
      }
    }
  }

  private void keepFiles(StudyDatabase there) {
    try (SqlTrialStore target = there.open()) {
      RunOrigin.keep(directory, target.attributes(there.study().orElseThrow()));
    }
  }

  private void rename(Path file, Path to) {
    try {
      Files.move(file, to, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException unwritable) {
      throw unwritable(unwritable);
    }
  }

  /**
   * From a server to the directory's file; it is deleted there.
   *
   * @return the file
   */
  public StudyDatabase toFile() {
    StudyDatabase from = directory.studies();
    StudyDatabase file = StudyDatabase.at(directory.database());
    String own = from.study().orElseThrow(() -> new IllegalArgumentException(file + THERE));
    try (SqlTrialStore source = from.open()) {
      RunOrigin.requireThere(from, source);
      List<String> names =
          source.studies().stream()
              .filter(name -> name.equals(own) || name.equals(WarmStart.keptAs(own)))
              .toList();
      // all of them are ours before anything is made here
      names.forEach(source::find);
      if (file.place().exists()) {
        requireSame(file, source, names);
      } else {
        copyTo(file, source, names);
      }
      Files.delete(directory.address());
      names.forEach(source::delete);
      return file;
    } catch (IOException unwritable) {
      throw unwritable(unwritable);
    }
  }

  /** The file that an earlier move left, which was cut off before it ended. */
  private static void requireSame(StudyDatabase file, SqlTrialStore source, List<String> names) {
    try (SqlTrialStore target = file.open()) {
      if (!names.stream().allMatch(name -> target.hasSame(source, name))) {
        throw new IllegalArgumentException(file + THERE);
      }
    }
  }

  private void copyTo(StudyDatabase file, SqlTrialStore source, List<String> names)
      throws IOException {
    StudyDatabase unfinished = StudyDatabase.at(directory.path().resolve("study-unfinished"));
    Files.deleteIfExists(Path.of(unfinished.toString()));
    try (SqlTrialStore target = unfinished.open()) {
      names.forEach(name -> target.copy(source, name));
    }
    rename(Path.of(unfinished.toString()), Path.of(file.toString()));
    Files.deleteIfExists(directory.path().resolve("study-unfinished.lock"));
  }

  private static String own(List<String> names) {
    return names.stream().filter(name -> !WarmStart.isKept(name)).findFirst().orElseThrow();
  }

  private UncheckedIOException unwritable(IOException failed) {
    return new UncheckedIOException(
        directory.path() + " cannot be written: " + IoReasons.of(failed), failed);
  }
}

package io.paretune.experiments.run.directory;

import io.paretune.results.store.SqlTrialStore;
import io.paretune.results.store.StudyDatabase;
import io.paretune.search.study.WarmStart;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

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
      // what an earlier move, cut off, left there is as good as copied now, unless it grew here
      List<String> missing =
          source.studies().stream().filter(name -> !target.hasSame(source, name)).toList();
      List<String> replaced =
          missing.stream().filter(name -> RunOrigin.isLeftOver(target, source, name)).toList();
      missing.stream()
          .filter(name -> !replaced.contains(name))
          .forEach(name -> RunOrigin.requireFree(server, name));
      replaced.forEach(target::delete);
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
   * From a server to the directory's file; it is deleted there once the file is on the disk. One
   * that was cut off is finished by another.
   *
   * @return the file
   */
  public StudyDatabase toFile() {
    StudyDatabase from = directory.studies();
    StudyDatabase file = StudyDatabase.at(directory.database());
    String own = from.study().orElseThrow(() -> new IllegalArgumentException(file + THERE));
    try (SqlTrialStore source = from.open()) {
      List<String> names =
          Stream.of(WarmStart.keptAs(own), own).filter(source.studies()::contains).toList();
      if (names.contains(own) || !file.place().exists()) {
        RunOrigin.requireThere(from, source);
        // all of them are ours before anything is made here
        names.forEach(source::find);
        if (!isThere(file, source, names)) {
          copyTo(file, source, names);
        }
      }
      force(Path.of(file.toString()));
      names.forEach(source::delete);
      Files.delete(directory.address());
      return file;
    } catch (IOException unwritable) {
      throw unwritable(unwritable);
    }
  }

  /** Whether an earlier move, which was cut off before it ended, left the file as it is to be. */
  private static boolean isThere(StudyDatabase file, SqlTrialStore source, List<String> names) {
    if (!file.place().exists()) {
      return false;
    }
    try (SqlTrialStore target = file.open()) {
      if (names.stream().allMatch(name -> target.hasSame(source, name))) {
        return true;
      }
      if (names.containsAll(target.studies())
          && target.studies().stream().allMatch(name -> source.isContinuationOf(target, name))) {
        return false;
      }
      throw new IllegalArgumentException(file + THERE);
    }
  }

  private void copyTo(StudyDatabase file, SqlTrialStore source, List<String> names)
      throws IOException {
    StudyDatabase unfinished = StudyDatabase.at(directory.path().resolve("study-unfinished"));
    Files.deleteIfExists(Path.of(unfinished.toString()));
    try (SqlTrialStore target = unfinished.open()) {
      names.forEach(name -> target.copy(source, name));
    }
    force(Path.of(unfinished.toString()));
    rename(Path.of(unfinished.toString()), Path.of(file.toString()));
    Files.deleteIfExists(directory.path().resolve("study-unfinished.lock"));
  }

  /** Has the disk keep a file, and that it is called so. */
  private static void force(Path file) throws IOException {
    for (Path kept : List.of(file, file.toAbsolutePath().getParent())) {
      try (FileChannel channel = FileChannel.open(kept, StandardOpenOption.READ)) {
        channel.force(true);
      }
    }
  }

  private static String own(List<String> names) {
    return names.stream().filter(name -> !WarmStart.isKept(name)).findFirst().orElseThrow();
  }

  private UncheckedIOException unwritable(IOException failed) {
    return new UncheckedIOException(
        directory.path() + " cannot be written: " + IoReasons.of(failed), failed);
  }
}

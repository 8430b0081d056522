package io.paretune.experiments.run.directory;

import io.paretune.hardware.WholeFile;
import io.paretune.results.store.SqlTrialStore;
import io.paretune.results.store.StudyDatabase;
import io.paretune.results.store.StudyView;
import io.paretune.search.trial.StudyAttributes;
import io.paretune.search.trial.TrialStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * The files that a run begins with, kept beside its study where a server has that: from them the
 * directory can be made anew on another machine.
 */
public final class RunOrigin {

  /** What the names of such attributes begin with. */
  private static final String KEPT = "run-file.";

  /** Where the directory was when the run was last begun or resumed. */
  private static final String HERE = KEPT + "directory";

  /** Under which name that beginning or resumption is known, in that directory as well. */
  private static final String OPENING = KEPT + "opening";

  private RunOrigin() {}

  /** Keeps the files of a run whose study a server has. */
  public static void keep(RunDirectory directory, StudyAttributes attributes) {
    if (!Files.isRegularFile(directory.address())) {
      return;
    }
    try {
      for (Path file : new Path[] {directory.experiment(), directory.settings()}) {
        attributes.put(KEPT + file.getFileName(), Files.readString(file));
      }
      String opening = UUID.randomUUID().toString();
      WholeFile.write(directory.opening(), file -> Files.writeString(file, opening));
      attributes.put(OPENING, opening);
      attributes.put(HERE, directory.path().toAbsolutePath().normalize().toString());
    } catch (IOException unreadable) {
      throw new UncheckedIOException(
          directory.path() + " cannot be read: " + IoReasons.of(unreadable), unreadable);
    }
  }

  /**
   * Where the run is that goes on with a study, if that is not in a directory: taken over by the
   * study's address it looks for requests elsewhere, maybe on another machine.
   *
   * @param attributes the study's
   */
  public static Optional<String> elsewhere(RunDirectory directory, Map<String, String> attributes) {
    String opening = attributes.getOrDefault(OPENING, "");
    try {
      boolean here =
          opening.isEmpty()
              || !Files.isRegularFile(directory.address())
              || (Files.isRegularFile(directory.opening())
                  && Files.readString(directory.opening()).equals(opening));
      return here ? Optional.empty() : Optional.of(attributes.getOrDefault(HERE, ""));
    } catch (IOException unreadable) {
      throw new UncheckedIOException(
          directory.opening() + " cannot be read: " + IoReasons.of(unreadable), unreadable);
    }
  }

  /** A study's attributes as people are shown them: without these files, and what is empty. */
  public static Map<String, String> facts(Map<String, String> attributes) {
    Map<String, String> facts = new LinkedHashMap<>(attributes);
    // put empty when a run goes on
    facts.values().removeIf(String::isEmpty);
    facts.keySet().removeIf(name -> name.startsWith(KEPT));
    return facts;
  }

  /**
   * Whether what a server has is a copy that a move left, which was cut off, of a study that went
   * on elsewhere: it holds nothing that the study lacks, and no run was resumed there.
   */
  static boolean isLeftOver(SqlTrialStore copy, SqlTrialStore study, String name) {
    return study.isContinuationOf(copy, name)
        && copy.attributes(name).get(OPENING).equals(study.attributes(name).get(OPENING));
  }

  /**
   * Makes the directory of a run whose study a server has.
   *
   * @param study the address, with the study's name
   * @return where the files are that its trials left
   * @throws IllegalArgumentException if the study is of no run, or the directory is taken
   */
  public static String restore(RunDirectory directory, StudyDatabase study) {
    directory.requireFree();
    Map<String, String> kept = kept(study);
    String experiment = kept.get(KEPT + directory.experiment().getFileName());
    String settings = kept.get(KEPT + directory.settings().getFileName());
    if (experiment == null || settings == null) {
      throw new IllegalArgumentException(
          study + " is not a run's study: continue it with the program that began it");
    }
    try {
      // a run that has logs was begun: its study is not made anew
      Files.createDirectories(directory.logs());
      writeAddress(directory, study);
      WholeFile.write(directory.experiment(), file -> Files.writeString(file, experiment));
      WholeFile.write(directory.settings(), file -> Files.writeString(file, settings));
      return kept.getOrDefault(HERE, "");
    } catch (IOException unwritable) {
      throw new UncheckedIOException(
          directory.path() + " cannot be written: " + IoReasons.of(unwritable), unwritable);
    }
  }

  /** The attributes of a study that nobody else writes. */
  private static Map<String, String> kept(StudyDatabase study) {
    // for writing: refused while another process has it
    try (SqlTrialStore store = study.open()) {
      requireThere(study, store);
      return store.attributes(study.study().orElseThrow()).all();
    }
  }

  /**
   * Refuses a study that is not, or no longer, where an address says; one that is there is taken to
   * be written by nobody else.
   *
   * @param store its database, open
   * @throws IllegalArgumentException if it is not there
   */
  public static void requireThere(StudyDatabase study, TrialStore store) {
    String name = study.study().orElseThrow();
    if (store.find(name).isEmpty()) {
      throw new IllegalArgumentException(
          "there is no study '"
              + name
              + "' in the database "
              + study.place()
              + ": it was moved or deleted, or never begun");
    }
  }

  /** Has a directory say that a server has its study. */
  public static void writeAddress(RunDirectory directory, StudyDatabase study) throws IOException {
    WholeFile.write(directory.address(), file -> Files.writeString(file, study + "\n"));
  }

  /**
   * Refuses a database that has a study of a name already; makes nothing.
   *
   * @throws IllegalArgumentException if it has
   */
  public static void requireFree(StudyDatabase database, String name) {
    if (!database.place().exists()) {
      return;
    }
    try (StudyView view = database.view()) {
      if (view.studies().contains(name)) {
        throw new IllegalArgumentException(
            "the database "
                + database.place()
                + " has a study '"
                + name
                + "' already: continue it with 'paretune resume "
                + database.withStudy(name)
                + "', or give the experiment another name");
      }
    }
  }
}

package io.paretune.experiments.command.study;

import io.paretune.experiments.command.terminal.UsageException;
import io.paretune.experiments.run.AssessedTrials;
import io.paretune.experiments.run.directory.RunDirectory;
import io.paretune.experiments.run.directory.RunOrigin;
import io.paretune.hardware.yaml.Nearest;
import io.paretune.results.store.H2TrialStore;
import io.paretune.results.store.StudyDatabase;
import io.paretune.results.store.database.StoreException;
import io.paretune.results.store.database.StoreRefusedException;
import io.paretune.results.summary.StudySummary;
import io.paretune.search.study.WarmStart;
import io.paretune.search.trial.StudyDefinition;
import io.paretune.search.trial.StudyLog;
import io.paretune.search.trial.Trial;
import io.paretune.search.trial.TrialStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * A study as it is now, whether or not its run goes on.
 *
 * @param place where it was found
 * @param definition what is optimised
 * @param trials all trials, finalists with their test scores and the latency taken again
 * @param attributes facts about the run
 */
public record StudyReading(
    Place place, StudyDefinition definition, List<Trial> trials, Map<String, String> attributes) {

  /**
   * Where a study is.
   *
   * @param path the run's directory, the database file, or its address; as it was given
   * @param database that
   * @param run the directory; empty if it is none, or the study was made from Java
   */
  record Place(String path, StudyDatabase database, Optional<RunDirectory> run) {

    static Place of(String path) {
      if (StudyDatabase.isOfServer(path)) {
        return new Place(path, StudyDatabase.of(path), Optional.empty());
      }
      if (!StudyDatabase.isFile(path)) {
        RunDirectory directory = new RunDirectory(Path.of(path)).requireStudy();
        return new Place(path, directory.studies(), Optional.of(directory));
      }
      if (!Files.isRegularFile(Path.of(path))) {
        throw new IllegalArgumentException("there is no file " + path);
      }
      return new Place(path, StudyDatabase.of(path), Optional.empty());
    }

    /** Where its report is written: in the run's directory, or beside what was given. */
    Path report(String study) {
      String file = path.substring(0, Math.max(0, path.length() - H2TrialStore.SUFFIX.length()));
      return run.map(RunDirectory::report)
          .orElseGet(
              () -> Path.of((StudyDatabase.isFile(path) ? file : fileName(study)) + "-report"));
    }

    private static String fileName(String study) {
      return study.replaceAll("[^A-Za-z0-9._-]", "_");
    }
  }

  /** Reads a run's directory, which holds one study. */
  public static StudyReading of(Path path) {
    return of(path.toString(), Optional.empty());
  }

  /**
   * Reads a run's directory, a database file, or a server's database.
   *
   * @param name of the study; empty if there is only one, or the address has it
   */
  public static StudyReading of(String path, Optional<String> name) {
    return of(path, name, StudyLog::trials);
  }

  /**
   * As {@link #of(String, Optional)}, with what came of the trials alone, which is read sooner:
   * without assignments, reports and what was declared.
   */
  static StudyReading ofOutcomes(String path, Optional<String> name) {
    return of(path, name, StudyLog::outcomes);
  }

  private static StudyReading of(
      String path, Optional<String> name, Function<StudyLog, List<Trial>> trials) {
    Place place = UsageException.orRefuse(() -> Place.of(path));
    try {
      return read(place, name.or(place.database()::study), trials);
    } catch (StoreRefusedException refused) {
      throw refused;
    } catch (StoreException unreadable) {
      if (!StudyDatabase.isFile(path)) {
        throw unreadable;
      }
      throw new UsageException(
          path + " cannot be read as a study's database: it is damaged or something else",
          unreadable);
    }
  }

  private static StudyReading read(
      Place place, Optional<String> wanted, Function<StudyLog, List<Trial>> trials) {
    try (TrialStore store = place.database().openReadOnly()) {
      String name = chosen(place.path(), store.studies(), wanted);
      StudyLog log = store.find(name).orElseThrow();
      List<Trial> shown = AssessedTrials.of(store, name).shown(trials.apply(log));
      return new StudyReading(
          place, log.definition(), shown, RunOrigin.facts(store.attributes(name).all()));
    }
  }

  private static String chosen(String path, List<String> studies, Optional<String> wanted) {
    if (studies.isEmpty()) {
      throw new UsageException(path + " has no study yet: the run is only starting");
    }
    if (wanted.isPresent()) {
      String name = wanted.get();
      if (!studies.contains(name)) {
        throw new UsageException(
            path
                + " has no study '"
                + name
                + "'"
                + Nearest.hint(name, studies)
                + " (there are: "
                + String.join(", ", studies)
                + ")");
      }
      return name;
    }
    // what a study was started with lies beside it, and is shown with it
    List<String> own = studies.stream().filter(name -> !WarmStart.isKept(name)).toList();
    if (own.size() > 1) {
      throw new UsageException(
          path + " holds several studies; name one with --study: " + String.join(", ", own));
    }
    return own.isEmpty() ? studies.get(0) : own.get(0);
  }

  /** The run that the study is of; empty if it was not found through its directory. */
  Optional<RunDirectory> run() {
    return place.run();
  }

  /** Where its report is written. */
  Path report() {
    return place.report(definition.name());
  }

  public StudySummary summary() {
    return StudySummary.of(definition, trials, attributes);
  }
}

package io.paretune.experiments.command.study;

import io.paretune.experiments.command.terminal.UsageException;
import io.paretune.experiments.run.AssessedTrials;
import io.paretune.experiments.run.directory.RunDirectory;
import io.paretune.hardware.yaml.Nearest;
import io.paretune.results.store.H2TrialStore;
import io.paretune.results.store.table.StoreException;
import io.paretune.results.summary.StudySummary;
import io.paretune.search.study.WarmStart;
import io.paretune.search.trial.StudyDefinition;
import io.paretune.search.trial.StudyLog;
import io.paretune.search.trial.Trial;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A study as it is now, whether or not its run goes on.
 *
 * @param path the run's directory, or the database file
 * @param report where its report is written
 * @param definition what is optimised
 * @param trials all trials, finalists with their test scores and the latency taken again
 * @param attributes facts about the run
 */
public record StudyReading(
    Path path,
    Path report,
    StudyDefinition definition,
    List<Trial> trials,
    Map<String, String> attributes) {

  /** Reads a run's directory, which holds one study. */
  public static StudyReading of(Path path) {
    return of(path, Optional.empty());
  }

  /**
   * Reads a run's directory, or a database file.
   *
   * @param name of the study; empty if there is only one
   */
  public static StudyReading of(Path path, Optional<String> name) {
    if (!path.toString().endsWith(H2TrialStore.SUFFIX)) {
      RunDirectory directory = UsageException.orRefuse(() -> new RunDirectory(path).requireStudy());
      return read(path, directory.database(), directory.report(), name);
    }
    if (!Files.isRegularFile(path)) {
      throw new UsageException("there is no file " + path);
    }
    String text = path.toString();
    Path database = Path.of(text.substring(0, text.length() - H2TrialStore.SUFFIX.length()));
    try {
      return read(path, database, Path.of(database + "-report"), name);
    } catch (StoreException unreadable) {
      throw new UsageException(
          path + " cannot be read as a study's database: it is damaged or something else",
          unreadable);
    }
  }

  private static StudyReading read(Path path, Path database, Path report, Optional<String> wanted) {
    try (H2TrialStore store = H2TrialStore.openReadOnly(database)) {
      String name = chosen(path, store.studies(), wanted);
      StudyLog log = store.find(name).orElseThrow();
      Map<String, String> facts = new LinkedHashMap<>(store.attributes(name).all());
      // put empty when a run goes on
      facts.values().removeIf(String::isEmpty);
      List<Trial> shown = AssessedTrials.of(store, name).shown(log.trials());
      return new StudyReading(path, report, log.definition(), shown, facts);
    }
  }

  private static String chosen(Path path, List<String> studies, Optional<String> wanted) {
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

  /** The run that the study is of; empty if it was made from Java. */
  Optional<RunDirectory> run() {
    RunDirectory directory = new RunDirectory(path);
    return directory.isRun() ? Optional.of(directory) : Optional.empty();
  }

  public StudySummary summary() {
    return StudySummary.of(definition, trials, attributes);
  }
}

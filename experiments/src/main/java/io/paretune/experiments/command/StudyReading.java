package io.paretune.experiments.command;

import io.paretune.experiments.run.AssessedTrials;
import io.paretune.experiments.run.RunDirectory;
import io.paretune.results.report.StudySummary;
import io.paretune.results.store.H2TrialStore;
import io.paretune.search.trial.StudyDefinition;
import io.paretune.search.trial.StudyLog;
import io.paretune.search.trial.Trial;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A run's study as it is now, whether or not the run goes on.
 *
 * @param directory the run's directory
 * @param definition what is optimised
 * @param trials all trials, finalists with their test accuracy and the latency taken again
 * @param attributes facts about the run
 */
record StudyReading(
    RunDirectory directory,
    StudyDefinition definition,
    List<Trial> trials,
    Map<String, String> attributes) {

  /** Reads a run's directory. */
  static StudyReading of(Path path) {
    RunDirectory directory = UsageException.orRefuse(() -> new RunDirectory(path).requireStudy());
    try (H2TrialStore store = H2TrialStore.openReadOnly(directory.database())) {
      List<String> studies = store.studies();
      if (studies.isEmpty()) {
        throw new UsageException(path + " has no study yet: the run is only starting");
      }
      StudyLog log = store.find(studies.get(0)).orElseThrow();
      Map<String, String> facts = new LinkedHashMap<>(store.attributes(studies.get(0)).all());
      // put empty when a run goes on
      facts.values().removeIf(String::isEmpty);
      List<Trial> shown = AssessedTrials.of(store, studies.get(0)).shown(log.trials());
      return new StudyReading(directory, log.definition(), shown, facts);
    }
  }

  StudySummary summary() {
    return StudySummary.of(definition, trials, attributes);
  }
}

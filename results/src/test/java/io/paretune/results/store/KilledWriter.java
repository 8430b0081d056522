package io.paretune.results.store;

import io.paretune.search.space.Assignment;
import io.paretune.search.trial.StudyLog;
import io.paretune.search.trial.TrialEvent;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;

/** A process that appends trials until it is killed, printing each number once it is kept. */
final class KilledWriter {

  private KilledWriter() {}

  public static void main(String[] arguments) {
    try (H2TrialStore store = H2TrialStore.open(Path.of(arguments[0]))) {
      StudyLog log = store.create(Studies.definition("killed"));
      for (long trial = 0; trial < Integer.MAX_VALUE; trial++) {
        Map<String, Object> values = Map.of("depth", trial, "rate", 1.0 / (trial + 1));
        log.append(
            new TrialEvent.Started(
                trial, Assignment.of(values), "random", Instant.ofEpochSecond(trial)));
        System.out.println(trial);
        System.out.flush();
      }
    }
  }
}

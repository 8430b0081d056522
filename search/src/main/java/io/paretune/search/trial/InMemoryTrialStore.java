package io.paretune.search.trial;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A store for studies that need not outlive their process. */
public final class InMemoryTrialStore implements TrialStore {

  private final Map<String, Log> logs = new LinkedHashMap<>();

  @Override
  public synchronized StudyLog create(StudyDefinition definition) {
    if (logs.containsKey(definition.name())) {
      throw new IllegalStateException(
          "a study's name must be unique in its store, got '" + definition.name() + "' again");
    }
    Log log = new Log(definition);
    logs.put(definition.name(), log);
    return log;
  }

  @Override
  public synchronized Optional<StudyLog> find(String study) {
    return Optional.ofNullable(logs.get(study));
  }

  @Override
  public synchronized List<String> studies() {
    return List.copyOf(logs.keySet());
  }

  @Override
  public void close() {
    // nothing is held outside the heap
  }

  private static final class Log implements StudyLog {

    private final StudyDefinition definition;
    private final List<Trial> trials = new ArrayList<>();

    private Log(StudyDefinition definition) {
      this.definition = definition;
    }

    @Override
    public StudyDefinition definition() {
      return definition;
    }

    @Override
    public synchronized List<Trial> trials() {
      return List.copyOf(trials);
    }

    @Override
    public synchronized void append(TrialEvent event) {
      if (event.trial() == trials.size()) {
        trials.add(Trial.first(event));
      } else if (event.trial() >= 0 && event.trial() < trials.size()) {
        int index = Math.toIntExact(event.trial());
        trials.set(index, trials.get(index).after(event));
      } else {
        throw new IllegalStateException(
            "trials are numbered without gaps: next is "
                + trials.size()
                + ", got "
                + event.trial());
      }
    }
  }
}

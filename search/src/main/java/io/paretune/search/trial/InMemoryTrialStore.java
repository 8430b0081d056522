package io.paretune.search.trial;

import java.util.ArrayList;
import java.util.HashMap;
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
  public StudyAttributes attributes(String study) {
    return existing(study).attributes;
  }

  @Override
  public Assessments assessments(String study) {
    return existing(study).assessments;
  }

  private synchronized Log existing(String study) {
    Log log = logs.get(study);
    if (log == null) {
      throw new IllegalArgumentException(
          "no study '" + study + "' in this store; it has " + studies());
    }
    return log;
  }

  @Override
  public void close() {
    // nothing is held outside the heap
  }

  private static final class Log implements StudyLog {

    private final StudyDefinition definition;
    private final List<Trial> trials = new ArrayList<>();
    private final Attributes attributes = new Attributes();
    private final Assessed assessments = new Assessed(this);

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

  private static final class Attributes implements StudyAttributes {

    private final Map<String, String> all = new LinkedHashMap<>();

    @Override
    public synchronized Map<String, String> all() {
      return new LinkedHashMap<>(all);
    }

    @Override
    public synchronized void put(String name, String text) {
      all.put(name, text);
    }
  }

  private static final class Assessed implements Assessments {

    private final Log log;
    private final Map<Long, Map<Assessment.Kind, Assessment>> all = new HashMap<>();

    private Assessed(Log log) {
      this.log = log;
    }

    @Override
    public synchronized Map<Long, List<Assessment>> all() {
      Map<Long, List<Assessment>> copy = new HashMap<>();
      all.forEach((trial, kinds) -> copy.put(trial, List.copyOf(kinds.values())));
      return copy;
    }

    @Override
    public synchronized void put(long trial, Assessment assessment) {
      if (trial < 0 || trial >= log.trials().size()) {
        throw new IllegalArgumentException("no trial " + trial + " to assess");
      }
      all.computeIfAbsent(trial, number -> new LinkedHashMap<>())
          .put(assessment.kind(), assessment);
    }
  }
}

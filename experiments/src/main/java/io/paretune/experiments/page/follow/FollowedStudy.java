package io.paretune.experiments.page.follow;

import io.paretune.experiments.run.AssessedTrials;
import io.paretune.experiments.run.directory.RunOrigin;
import io.paretune.results.live.TrialTable;
import io.paretune.results.store.StudyView;
import io.paretune.search.trial.Assessment;
import io.paretune.search.trial.Assessments;
import io.paretune.search.trial.Measurement;
import io.paretune.search.trial.StudyAttributes;
import io.paretune.search.trial.Trial;
import io.paretune.search.trial.TrialState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A study whose database is followed: its table, and how far it has been read. Only one thread
 * reads; many may ask.
 */
public final class FollowedStudy {

  /** Trials that are read at a time: few enough to be dropped soon. */
  private static final int CHUNK = 500;

  /** Waiting trials that are asked for one by one. */
  private static final int FEW = 64;

  private final PageSource source;
  private final long createdNanos;
  private final TrialTable table;
  private final NavigableMap<Long, Trial> open = new TreeMap<>();
  private volatile Map<String, String> attributes = Map.of();
  private final AtomicLong factsVersion = new AtomicLong();
  private Map<Long, List<Assessment>> assessments = Map.of();
  private String assessmentsMark = "";
  private long next;
  private volatile boolean complete;

  /** A study as a view of its database has it, of which nothing was read yet. */
  FollowedStudy(PageSource source, StudyView view, String name) {
    this.source = source;
    this.createdNanos = view.createdNanos(name);
    this.table = new TrialTable(view.definition(name));
  }

  /** Whether a view shows this study, and not one that was made anew under its name. */
  boolean isIn(StudyView view) {
    return view.studies().contains(name()) && view.createdNanos(name()) == createdNanos;
  }

  public PageSource source() {
    return source;
  }

  /** Whether a process that lives says that it writes to the study. */
  public boolean running() {
    return source.running(name());
  }

  public String name() {
    return table.definition().name();
  }

  public TrialTable table() {
    return table;
  }

  /** Facts about the study. */
  public Map<String, String> attributes() {
    return attributes;
  }

  /** Grows with every change of the facts. */
  public long factsVersion() {
    return factsVersion.get();
  }

  /** Grows with every change of trials or facts. */
  public long version() {
    return table.version() + factsVersion.get();
  }

  /** Whether all has been read that was there at the last look. */
  public boolean complete() {
    return complete;
  }

  /**
   * Reads what is new.
   *
   * @param until in the time of {@code System.nanoTime}: what is left then is read next time
   * @return whether all was read
   */
  boolean read(StudyView view, long until) {
    readFacts(view);
    readAssessments(view);
    readOpen(view);
    complete = readNew(view, until);
    return complete;
  }

  private void readFacts(StudyView view) {
    Map<String, String> now = RunOrigin.facts(view.attributes(name()));
    if (!now.equals(attributes)) {
      attributes = now;
      factsVersion.incrementAndGet();
      table.here(now.getOrDefault(Measurement.MACHINE, ""));
    }
  }

  private void readAssessments(StudyView view) {
    String mark = view.assessmentsMark(name());
    if (mark.equals(assessmentsMark)) {
      return;
    }
    TreeSet<Long> concerned = new TreeSet<>(assessments.keySet());
    assessments = view.assessments(name());
    concerned.addAll(assessments.keySet());
    table.put(shown(view.trials(name(), concerned.headSet(next))));
    assessmentsMark = mark;
  }

  private void readOpen(StudyView view) {
    if (open.isEmpty()) {
      return;
    }
    List<Trial> changed = new ArrayList<>();
    for (Trial now : view.trials(name(), worthALook(view))) {
      if (!now.equals(open.get(now.number()))) {
        changed.add(now);
      }
    }
    keep(changed);
  }

  /** Running trials, and waiting ones that are no longer waiting. */
  private List<Long> worthALook(StudyView view) {
    List<Long> some = new ArrayList<>();
    if (open.size() <= FEW) {
      return List.copyOf(open.keySet());
    }
    Map<Long, TrialState> states = view.states(name(), open.firstKey(), open.lastKey() + 1);
    open.forEach(
        (number, trial) -> {
          TrialState now = states.getOrDefault(number, trial.state());
          if (now != trial.state() || now == TrialState.RUNNING) {
            some.add(number);
          }
        });
    return some;
  }

  private boolean readNew(StudyView view, long until) {
    while (true) {
      List<Trial> trials = view.trials(name(), next, next + CHUNK);
      keep(trials);
      next += trials.size();
      if (trials.size() < CHUNK) {
        return true;
      }
      if (System.nanoTime() - until >= 0) {
        return false;
      }
    }
  }

  private void keep(List<Trial> trials) {
    for (Trial trial : trials) {
      if (trial.state().isFinished()) {
        open.remove(trial.number());
      } else {
        open.put(trial.number(), trial);
      }
    }
    table.put(shown(trials));
  }

  /** A trial as reports show it, from a view of its database. */
  public List<Trial> shown(List<Trial> trials) {
    return AssessedTrials.of(new Known(attributes), new Found(assessments)).shown(trials);
  }

  private record Known(Map<String, String> all) implements StudyAttributes {
    @Override
    public void put(String name, String text) {
      throw new IllegalStateException("a page only reads, got '" + name + "'");
    }
  }

  private record Found(Map<Long, List<Assessment>> all) implements Assessments {
    @Override
    public void put(long trial, Assessment assessment) {
      throw new IllegalStateException("a page only reads, got an assessment of trial " + trial);
    }
  }
}

package io.paretune.search.study;

import io.paretune.search.pareto.Costs;
import io.paretune.search.space.Assignment;
import io.paretune.search.space.Pool;
import io.paretune.search.trial.CandidateFeatures;
import io.paretune.search.trial.StudyDefinition;
import io.paretune.search.trial.StudyView;
import io.paretune.search.trial.Trial;
import io.paretune.search.trial.TrialState;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A study's memory, indexed as samplers and pruners read it. Not thread-safe. */
final class History implements StudyView {

  private final StudyDefinition definition;
  private final Optional<Pool> pool;
  private final boolean repeats;
  private final List<Trial> earlier;
  private final Optional<CandidateFeatures> features;
  private final List<Trial> trials = new ArrayList<>();
  private final List<Trial> finished = new ArrayList<>();
  private final TreeMap<Long, Trial> running = new TreeMap<>();
  private final TreeMap<Long, Trial> waiting = new TreeMap<>();
  private final Set<Assignment> seen = new HashSet<>();
  // one place a trial; null for one that is not complete
  private final List<@Nullable Costs> costs = new ArrayList<>();
  private @Nullable List<Trial> runningNow;

  History(
      StudyDefinition definition,
      Optional<Pool> pool,
      boolean repeats,
      List<Trial> earlier,
      Optional<CandidateFeatures> features) {
    this.definition = definition;
    this.pool = pool;
    this.repeats = repeats;
    this.earlier = List.copyOf(earlier);
    this.features = features;
  }

  @Override
  public Optional<CandidateFeatures> features() {
    return features;
  }

  /**
   * Takes over all trials of an earlier run, the finished ones in the order in which they ended.
   */
  void restore(List<Trial> before) {
    trials.addAll(before);
    before.forEach(trial -> costs.add(null));
    before.stream().sorted(Comparator.comparingLong(Trial::finishOrder)).forEach(this::put);
  }

  /** Takes over a trial in its new state; its predecessor's place is found by its number. */
  void put(Trial trial) {
    if (trial.number() == trials.size()) {
      trials.add(trial);
      costs.add(null);
    } else {
      trials.set(Math.toIntExact(trial.number()), trial);
    }
    running.remove(trial.number());
    waiting.remove(trial.number());
    runningNow = null;
    seen.add(trial.assignment());
    if (trial.state() == TrialState.RUNNING) {
      running.put(trial.number(), trial);
    } else if (trial.state() == TrialState.WAITING) {
      waiting.put(trial.number(), trial);
    } else {
      finished.add(trial);
      if (trial.measurement().isPresent()) {
        costs.set(
            Math.toIntExact(trial.number()), definition.costs(trial.measurement().orElseThrow()));
      }
    }
  }

  /** How many trials are being evaluated. */
  int runningCount() {
    return running.size();
  }

  Optional<Trial> nextWaiting() {
    return waiting.isEmpty() ? Optional.empty() : Optional.of(waiting.firstEntry().getValue());
  }

  Trial trial(long number) {
    if (number < 0 || number >= trials.size()) {
      throw new IllegalArgumentException(
          "trial " + number + " does not exist; there are " + trials.size());
    }
    return trials.get((int) number);
  }

  @Override
  public StudyDefinition definition() {
    return definition;
  }

  @Override
  public List<Trial> trials() {
    return Collections.unmodifiableList(trials);
  }

  @Override
  public List<Trial> finished() {
    return Collections.unmodifiableList(finished);
  }

  @Override
  public List<Trial> running() {
    List<Trial> now = runningNow;
    if (now == null) {
      now = List.copyOf(running.values());
      runningNow = now;
    }
    return now;
  }

  @Override
  public List<Trial> earlier() {
    return earlier;
  }

  @Override
  public boolean seen(Assignment assignment) {
    return seen.contains(assignment);
  }

  @Override
  public boolean mayPropose(Assignment assignment) {
    return (repeats || !seen.contains(assignment))
        && (pool.isEmpty() || pool.get().contains(assignment));
  }

  @Override
  public Optional<Pool> pool() {
    return pool;
  }

  @Override
  public Optional<Costs> costs(long number) {
    return number >= 0 && number < costs.size()
        ? Optional.ofNullable(costs.get((int) number))
        : Optional.empty();
  }
}

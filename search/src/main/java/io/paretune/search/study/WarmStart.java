package io.paretune.search.study;

import io.paretune.search.pareto.Costs;
import io.paretune.search.pareto.FrontChange;
import io.paretune.search.pareto.NonDominatedSorting;
import io.paretune.search.space.Assignment;
import io.paretune.search.trial.Measurement;
import io.paretune.search.trial.StudyDefinition;
import io.paretune.search.trial.StudyLog;
import io.paretune.search.trial.Trial;
import io.paretune.search.trial.TrialEvent;
import io.paretune.search.trial.TrialState;
import io.paretune.search.trial.TrialStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Which of other studies' trials a new study can learn from.
 *
 * @param trials those that fit: complete, numbered 0, 1, 2, ..., their assignments written as the
 *     new study's space writes them
 * @param skipped how many complete ones do not
 * @param reason why the first of these does not; empty if none was skipped
 */
public record WarmStart(List<Trial> trials, int skipped, String reason) {

  /** The earlier trials stand in the store as a study of their own, under the name and this. */
  private static final String SUFFIX = "/earlier";

  /** The name under which the earlier trials of a study stand in its store. */
  public static String keptAs(String study) {
    return study + SUFFIX;
  }

  /** Whether a study of a store is none of its own, but what another was started with. */
  public static boolean isKept(String study) {
    return study.endsWith(SUFFIX);
  }

  /** Copies the list. */
  public WarmStart {
    trials = List.copyOf(trials);
  }

  /**
   * Sorts out trials of other studies. A complete one fits if its assignment lies in the new space
   * (the same parameters, its values in their domains) and its measurement has every objective and
   * constrained metric as a finite number. Those that are not complete are left out silently.
   */
  public static WarmStart of(StudyDefinition definition, Collection<Trial> earlier) {
    List<Trial> fitting = new ArrayList<>();
    int skipped = 0;
    String reason = "";
    for (Trial trial : earlier) {
      if (trial.state() != TrialState.COMPLETE) {
        continue;
      }
      try {
        Assignment assignment = definition.space().assignment(trial.assignment().asMap());
        Measurement measurement = trial.measurement().orElseThrow();
        definition.costs(measurement);
        Instant at = trial.finishedAt().orElse(Instant.EPOCH);
        Instant from = trial.startedAt().orElse(at);
        int number = fitting.size();
        Trial running =
            Trial.first(new TrialEvent.Started(number, assignment, trial.sampler(), from));
        fitting.add(running.after(finished(number, measurement, at)));
      } catch (IllegalArgumentException unfit) {
        reason = skipped == 0 ? String.valueOf(unfit.getMessage()) : reason;
        skipped++;
      }
    }
    return new WarmStart(fitting, skipped, reason);
  }

  private static TrialEvent.Finished finished(int number, Measurement measurement, Instant at) {
    // on no front: what was measured elsewhere is none of the study's results
    return new TrialEvent.Finished(
        number, TrialState.COMPLETE, Optional.of(measurement), "", number, FrontChange.NONE, at);
  }

  /**
   * What a study was started with: read from its store if it has begun, otherwise put there first.
   * A start that was cut off half-way is completed.
   */
  static List<Trial> kept(TrialStore store, StudyLog study, List<Trial> given) {
    StudyDefinition definition = study.definition();
    StudyDefinition sibling =
        new StudyDefinition(
            definition.name() + SUFFIX,
            definition.space(),
            definition.objectives(),
            definition.constraints(),
            definition.seed());
    List<Trial> kept = store.find(sibling.name()).map(StudyLog::trials).orElse(List.of());
    if (given.isEmpty()) {
      // the last one is not complete if the start was cut off
      return kept.stream().filter(trial -> trial.state() == TrialState.COMPLETE).toList();
    }
    if (!study.trials().isEmpty()) {
      if (kept.isEmpty()) {
        throw new IllegalStateException(
            "study '"
                + definition.name()
                + "' was begun without earlier trials and cannot take any now; give the new one"
                + " another name or store");
      }
      return kept;
    }
    WarmStart start = of(definition, given);
    if (start.trials().isEmpty()) {
      throw new IllegalArgumentException(
          "at least one earlier trial must be complete and fit the study, got "
              + given.size()
              + " trials, of which "
              + (start.skipped() == 0 ? "none is complete" : "none fits: " + start.reason()));
    }
    put(store, sibling, kept, start.trials());
    return start.trials();
  }

  private static void put(
      TrialStore store, StudyDefinition sibling, List<Trial> kept, List<Trial> wanted) {
    StudyLog log = store.find(sibling.name()).orElseGet(() -> store.create(sibling));
    for (Trial trial : wanted) {
      int number = Math.toIntExact(trial.number());
      if (number < kept.size() && !kept.get(number).assignment().equals(trial.assignment())) {
        throw new IllegalStateException(
            "the start of this study was cut off with other earlier trials; begin in a new store");
      }
      if (number >= kept.size()) {
        log.append(
            new TrialEvent.Started(
                number, trial.assignment(), trial.sampler(), trial.startedAt().orElseThrow()));
      }
      if (number >= kept.size() || kept.get(number).state() == TrialState.RUNNING) {
        log.append(
            finished(number, trial.measurement().orElseThrow(), trial.finishedAt().orElseThrow()));
      }
    }
  }

  /** The best of some complete trials, by constrained rank, then the loneliest first. */
  static List<Trial> best(StudyDefinition definition, List<Trial> trials, int most) {
    List<Costs> costs =
        trials.stream().map(one -> definition.costs(one.measurement().orElseThrow())).toList();
    int[] ranks = NonDominatedSorting.ranks(costs);
    List<Trial> best = new ArrayList<>();
    int last = Arrays.stream(ranks).max().orElse(-1);
    for (int rank = 0; rank <= last && best.size() < most; rank++) {
      List<Integer> front = new ArrayList<>();
      for (int i = 0; i < ranks.length; i++) {
        if (ranks[i] == rank) {
          front.add(i);
        }
      }
      double[] crowding = NonDominatedSorting.crowding(front.stream().map(costs::get).toList());
      List<Integer> order = new ArrayList<>();
      for (int i = 0; i < crowding.length; i++) {
        order.add(i);
      }
      order.sort(Comparator.comparingDouble((Integer i) -> crowding[i]).reversed());
      for (int i : order.subList(0, Math.min(order.size(), most - best.size()))) {
        best.add(trials.get(front.get(i)));
      }
    }
    return best;
  }
}

package io.paretune.search.study;

import io.paretune.search.pareto.FrontChange;
import io.paretune.search.pareto.ParetoFront;
import io.paretune.search.trial.Measurement;
import io.paretune.search.trial.Objective;
import io.paretune.search.trial.Trial;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The front of a study's trials, kept as they complete. Not thread-safe: the study's lock holds.
 */
final class StudyFront {

  private final History history;
  private final ParetoFront front = new ParetoFront();

  /**
   * The front of the trials so far.
   *
   * @param history of the study, from now on ahead of this front by at most one trial
   */
  StudyFront(History history) {
    this.history = history;
    for (Trial trial : history.finished()) {
      history.costs(trial.number()).ifPresent(costs -> front.offer(trial.number(), costs));
    }
  }

  /**
   * What a trial would do to the front; changes nothing.
   *
   * @throws IllegalArgumentException if an objective is missing or not finite
   */
  FrontChange preview(long number, Measurement measurement) {
    return front.preview(number, history.definition().costs(measurement));
  }

  /** Takes over what was previewed, once the trial is in the history. */
  void accept(FrontChange change, long number) {
    front.accept(change, history.costs(number).orElseThrow());
  }

  /** Its trials by their first objective, best first. */
  List<Trial> trials() {
    return front.members().stream()
        .sorted(Comparator.comparingDouble(member -> member.costs().get(0)))
        .map(member -> history.trial(member.id()))
        .toList();
  }

  /**
   * The only trial that is best; empty before one is complete.
   *
   * @throws IllegalStateException if there are several objectives
   */
  Optional<Trial> best() {
    List<Objective> objectives = history.definition().objectives();
    if (objectives.size() != 1) {
      throw new IllegalStateException(
          "only a study of one objective has a best trial, this one has "
              + objectives.stream().map(Objective::name).toList()
              + "; ask for its paretoFront()");
    }
    return trials().stream().findFirst();
  }
}

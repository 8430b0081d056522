package io.paretune.search.trial;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * How far somebody has read a study.
 *
 * @param next the number of the first trial that he has not seen
 * @param open the trials before it that had not ended
 */
public record StudyCursor(long next, Set<Long> open) {

  /** Nothing was read. */
  public static final StudyCursor START = new StudyCursor(0, Set.of());

  /** Copies the set. */
  public StudyCursor {
    open = Set.copyOf(open);
  }

  /**
   * What was read since, and how far that is.
   *
   * @param trials by number: those of {@link #open}, and those from {@link #next} on
   */
  public StudyChanges with(List<Trial> trials) {
    Set<Long> running = new TreeSet<>();
    long after = next;
    for (Trial trial : trials) {
      if (!trial.state().isFinished()) {
        running.add(trial.number());
      }
      after = Math.max(after, trial.number() + 1);
    }
    return new StudyChanges(trials, new StudyCursor(after, running));
  }
}

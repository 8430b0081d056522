package io.paretune.search.trial;

import java.util.List;

/** What a store remembers of one study. Thread-safe. */
public interface StudyLog {

  /** The definition under which the study was made. */
  StudyDefinition definition();

  /** All trials, by number, as their events left them. */
  List<Trial> trials();

  /**
   * What was told since a cursor. A database reads no more than that, and the trials that had not
   * ended.
   *
   * @param cursor {@link StudyCursor#START}, or what the last reading gave
   */
  default StudyChanges since(StudyCursor cursor) {
    return cursor.with(
        trials().stream()
            .filter(
                trial -> trial.number() >= cursor.next() || cursor.open().contains(trial.number()))
            .toList());
  }

  /**
   * Keeps an event: when this returns, it survives the death of the process.
   *
   * @throws IllegalStateException if the event does not fit the trial's state; nothing is kept
   */
  void append(TrialEvent event);
}

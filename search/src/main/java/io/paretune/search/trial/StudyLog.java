package io.paretune.search.trial;

import java.util.List;

/** What a store remembers of one study. Thread-safe. */
public interface StudyLog {

  /** The definition under which the study was made. */
  StudyDefinition definition();

  /** All trials, by number, as their events left them. */
  List<Trial> trials();

  /**
   * All trials, by number, with what came of them: their assignments, their reports and what was
   * declared of them may be left out, which are most of a study's rows.
   */
  default List<Trial> outcomes() {
    return trials();
  }

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

  /**
   * As {@link #append}, but the event need not survive the death of the process before {@link
   * #flush} has returned. Events are kept in the order in which they were entered.
   *
   * @throws IllegalStateException if the event does not fit the trial's state; nothing is kept
   */
  default void enter(TrialEvent event) {
    append(event);
  }

  /**
   * Returns once all that was entered before it is kept as by {@link #append}. Many threads may
   * wait here at once, for one write to the disk. If it throws, the log takes no further event.
   */
  default void flush() {}
}

package io.paretune.search.trial;

import java.util.List;
import java.util.Map;

/** What was found about a study's trials after the search. Thread-safe. */
public interface Assessments {

  /** All of them by trial, of one trial in the order in which kinds were first put; a copy. */
  Map<Long, List<Assessment>> all();

  /**
   * Keeps an assessment in place of the trial's earlier one of that kind; durable when it returns.
   *
   * @throws IllegalArgumentException if there is no such trial
   * @throws IllegalStateException if the store was opened for reading
   */
  void put(long trial, Assessment assessment);
}

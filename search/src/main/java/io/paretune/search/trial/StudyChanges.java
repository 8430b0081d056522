package io.paretune.search.trial;

import java.util.List;

/**
 * What was told of a study since somebody looked.
 *
 * @param trials the new ones, and those that had not ended, as they are now; by number
 * @param cursor from where to read on
 */
public record StudyChanges(List<Trial> trials, StudyCursor cursor) {
  /** Copies the list. */
  public StudyChanges {
    trials = List.copyOf(trials);
  }
}

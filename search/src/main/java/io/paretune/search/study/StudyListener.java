package io.paretune.search.study;

import io.paretune.search.trial.Trial;
import io.paretune.search.trial.TrialEvent;

/**
 * Hears of a study's trials, for a progress line, a live page or a log of one's own.
 *
 * <p>Called by the thread that caused the event, in the order in which events are stored, while no
 * other thread can change the study: be quick, and wait for no thread that uses it. What a listener
 * throws is logged and changes nothing.
 */
@FunctionalInterface
public interface StudyListener {

  /**
   * An event was entered in the store; it is durable when the method that caused it returns.
   *
   * @param event what happened
   * @param trial the trial as the event left it
   */
  void changed(TrialEvent event, Trial trial);

  /**
   * A running trial is at something else now; nothing is stored.
   *
   * @param trial its number
   * @param phase a few words
   */
  default void phase(long trial, String phase) {}
}

package io.paretune.search.study;

import io.paretune.search.trial.Trial;
import io.paretune.search.trial.TrialEvent;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** The listeners of a study: none can harm it. Thread-safe. */
final class StudyListeners implements StudyListener {

  private static final System.Logger LOG = System.getLogger("io.paretune.search.study");

  private final List<StudyListener> all;

  StudyListeners(List<StudyListener> first) {
    this.all = new CopyOnWriteArrayList<>(first);
  }

  void add(StudyListener listener) {
    all.add(listener);
  }

  @Override
  public void changed(TrialEvent event, Trial trial) {
    tell(listener -> listener.changed(event, trial));
  }

  @Override
  public void phase(long trial, String phase) {
    tell(listener -> listener.phase(trial, phase));
  }

  private void tell(Consumer<StudyListener> what) {
    for (StudyListener listener : all) {
      try {
        what.accept(listener);
      } catch (RuntimeException thrown) {
        LOG.log(Level.WARNING, "a listener of the study threw", thrown);
      }
    }
  }
}

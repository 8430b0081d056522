package io.paretune.experiments.coordinator;

import io.paretune.search.trial.Assessments;
import io.paretune.search.trial.InMemoryTrialStore;
import io.paretune.search.trial.StudyAttributes;
import io.paretune.search.trial.StudyDefinition;
import io.paretune.search.trial.StudyLog;
import io.paretune.search.trial.Trial;
import io.paretune.search.trial.TrialEvent;
import io.paretune.search.trial.TrialStore;
import java.util.List;
import java.util.Optional;

/** A store that keeps so many events and refuses all others, as on a full disk. */
final class FailingStore implements TrialStore {
  private final TrialStore kept;
  private int left;

  FailingStore(int events) {
    this(new InMemoryTrialStore(), events);
  }

  FailingStore(TrialStore kept, int events) {
    this.kept = kept;
    this.left = events;
  }

  @Override
  public StudyLog create(StudyDefinition definition) {
    return failing(kept.create(definition));
  }

  @Override
  public Optional<StudyLog> find(String study) {
    return kept.find(study).map(this::failing);
  }

  private StudyLog failing(StudyLog log) {
    return new StudyLog() {
      @Override
      public StudyDefinition definition() {
        return log.definition();
      }

      @Override
      public List<Trial> trials() {
        return log.trials();
      }

      @Override
      public void append(TrialEvent event) {
        take();
        log.append(event);
      }
    };
  }

  private synchronized void take() {
    if (left == 0) {
      throw new IllegalStateException("no space left");
    }
    left--;
  }

  @Override
  public StudyAttributes attributes(String study) {
    return kept.attributes(study);
  }

  @Override
  public Assessments assessments(String study) {
    return kept.assessments(study);
  }

  @Override
  public List<String> studies() {
    return kept.studies();
  }

  @Override
  public void close() {
    kept.close();
  }
}

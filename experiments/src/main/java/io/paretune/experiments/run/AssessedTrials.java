package io.paretune.experiments.run;

import io.paretune.results.summary.StudySummary;
import io.paretune.search.trial.Assessment;
import io.paretune.search.trial.Assessments;
import io.paretune.search.trial.Measurement;
import io.paretune.search.trial.StudyAttributes;
import io.paretune.search.trial.StudyLog;
import io.paretune.search.trial.Trial;
import io.paretune.search.trial.TrialStore;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * A study's trials as reports show them: what was found after the search beside, or in place of,
 * what the search was told.
 */
public final class AssessedTrials {

  /** The other kinds are of a finalist's file, if there is one. */
  private static final Comparator<Assessment> FINALISTS_FIRST =
      Comparator.comparing(assessment -> assessment.kind() != Assessment.Kind.FINALIST);

  private final StudyAttributes attributes;
  private final Assessments assessments;

  private AssessedTrials(StudyAttributes attributes, Assessments assessments) {
    this.attributes = attributes;
    this.assessments = assessments;
  }

  /** Of a study in a store; reads anew whenever it is asked. */
  public static AssessedTrials of(TrialStore store, String study) {
    return new AssessedTrials(store.attributes(study), store.assessments(study));
  }

  /** Of a study whose attributes and assessments these are. */
  public static AssessedTrials of(StudyAttributes attributes, Assessments assessments) {
    return new AssessedTrials(attributes, assessments);
  }

  /** The trials, those that were assessed with what was found, on the run's last machine. */
  public List<Trial> shown(List<Trial> trials) {
    Map<Long, List<Assessment>> found = assessments.all();
    String here = attributes.get(Measurement.MACHINE).orElse("");
    return trials.stream()
        .map(trial -> shown(trial, found.getOrDefault(trial.number(), List.of()), here))
        .toList();
  }

  private static Trial shown(Trial trial, List<Assessment> found, String here) {
    if (found.isEmpty() || trial.measurement().isEmpty()) {
      return trial;
    }
    Measurement measured = trial.measurement().get();
    for (Assessment assessment : found.stream().sorted(FINALISTS_FIRST).toList()) {
      measured =
          switch (assessment.kind()) {
            case FINALIST -> new Measurement(assessment.metrics(), assessment.facts());
            case TEST_SPLIT -> with(measured, assessment);
            case MEASURED_AGAIN -> RemeasuredLatency.of(assessment).shown(measured, here);
          };
    }
    return trial.withMeasurement(measured);
  }

  private static Measurement with(Measurement measured, Assessment assessment) {
    Measurement more = measured;
    for (Map.Entry<String, Double> metric : assessment.metrics().entrySet()) {
      more = more.with(metric.getKey(), metric.getValue());
    }
    for (Map.Entry<String, String> fact : assessment.facts().entrySet()) {
      more = more.with(fact.getKey(), fact.getValue());
    }
    return more;
  }

  /** What reports show of the study. */
  public StudySummary summary(StudyLog log) {
    return StudySummary.of(log.definition(), shown(log.trials()), attributes.all());
  }
}

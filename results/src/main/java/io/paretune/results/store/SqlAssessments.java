package io.paretune.results.store;

import io.paretune.results.store.database.Database;
import io.paretune.results.store.table.AssessmentRows;
import io.paretune.results.store.table.TrialQueries;
import io.paretune.search.trial.Assessment;
import io.paretune.search.trial.Assessments;
import java.util.List;
import java.util.Map;

/** One study's assessments. */
final class SqlAssessments implements Assessments {

  private final Database database;
  private final int study;
  private final boolean readOnly;

  SqlAssessments(Database database, int study, boolean readOnly) {
    this.database = database;
    this.study = study;
    this.readOnly = readOnly;
  }

  @Override
  public Map<Long, List<Assessment>> all() {
    return database.transaction(
        "read the assessments of a study", tables -> AssessmentRows.read(tables, study));
  }

  @Override
  public void put(long trial, Assessment assessment) {
    if (readOnly) {
      throw new IllegalStateException(
          "the study was opened for reading, got an assessment of trial " + trial);
    }
    database.transaction(
        "keep an assessment of trial " + trial,
        tables -> {
          if (trial < 0 || trial >= TrialQueries.count(tables, study)) {
            throw new IllegalArgumentException("no trial " + trial + " to assess");
          }
          AssessmentRows.delete(tables, study, trial, assessment.kind());
          AssessmentRows.write(tables::prepare, study, trial, assessment);
          return trial;
        });
  }
}

package io.paretune.results.store;

import io.paretune.results.store.database.Database;
import io.paretune.results.store.table.TrialQueries;
import io.paretune.results.store.table.TrialRows;
import io.paretune.search.trial.StudyChanges;
import io.paretune.search.trial.StudyCursor;
import io.paretune.search.trial.StudyDefinition;
import io.paretune.search.trial.StudyLog;
import io.paretune.search.trial.Trial;
import io.paretune.search.trial.TrialEvent;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** One study's rows. In memory only the trials that have not ended. */
final class SqlStudyLog implements StudyLog {

  private final Database database;
  private final int id;
  private final StudyDefinition definition;
  private final boolean readOnly;
  private final Map<Long, Trial> open = new HashMap<>();
  private long next;

  /** A log over rows that exist; inside a transaction. */
  SqlStudyLog(Database database, int id, StudyDefinition definition, boolean readOnly)
      throws SQLException {
    this.database = database;
    this.id = id;
    this.definition = definition;
    this.readOnly = readOnly;
    TrialQueries.open(database, id).forEach(trial -> open.put(trial.number(), trial));
    this.next = TrialQueries.count(database, id);
  }

  @Override
  public StudyDefinition definition() {
    return definition;
  }

  @Override
  public List<Trial> trials() {
    return database.transaction(
        "read the trials of study '" + definition.name() + "'",
        tables -> List.copyOf(TrialQueries.all(tables, id)));
  }

  @Override
  public StudyChanges since(StudyCursor cursor) {
    return database.transaction(
        "read what is new of study '" + definition.name() + "'",
        tables -> {
          List<Trial> trials = new ArrayList<>(TrialQueries.of(tables, id, cursor.open()));
          trials.addAll(TrialQueries.between(tables, id, cursor.next(), Long.MAX_VALUE));
          return cursor.with(trials);
        });
  }

  List<Long> front() {
    return database.transaction(
        "read the front of study '" + definition.name() + "'",
        tables -> List.copyOf(TrialQueries.front(tables, id)));
  }

  int id() {
    return id;
  }

  @Override
  public synchronized void append(TrialEvent event) {
    if (readOnly) {
      throw new IllegalStateException(
          "study '" + definition.name() + "' was opened for reading, got " + event);
    }
    Trial after =
        database.transaction(
            "keep an event of trial " + event.trial(), tables -> write(tables, event));
    if (after.state().isFinished()) {
      open.remove(after.number());
    } else {
      open.put(after.number(), after);
    }
    next = Math.max(next, after.number() + 1);
    database.tidy();
  }

  private Trial write(Database tables, TrialEvent event) throws SQLException {
    if (event.trial() == next) {
      Trial first = Trial.first(event);
      TrialRows.insert(tables, id, first, event.at());
      return first;
    }
    Trial before = open.get(event.trial());
    if (before == null) {
      throw refusal(tables, event);
    }
    Trial after = before.after(event);
    TrialRows.update(tables, id, after, event);
    return after;
  }

  private IllegalStateException refusal(Database tables, TrialEvent event) throws SQLException {
    if (event.trial() < 0 || event.trial() > next) {
      return new IllegalStateException(
          "trials are numbered without gaps: next is " + next + ", got " + event.trial());
    }
    return new IllegalStateException(
        "trial "
            + event.trial()
            + " ended, it is "
            + TrialQueries.state(tables, id, event.trial())
            + "; it cannot take "
            + event);
  }
}

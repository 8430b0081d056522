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

/** One study's rows. In memory only the trials that have not ended, of a log that is written. */
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
    if (!readOnly) {
      TrialQueries.open(database, id).forEach(trial -> open.put(trial.number(), trial));
      this.next = TrialQueries.count(database, id);
    }
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
  public List<Trial> outcomes() {
    return database.transaction(
        "read what came of study '" + definition.name() + "'",
        tables -> List.copyOf(TrialQueries.outcomes(tables, id)));
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
  public void append(TrialEvent event) {
    enter(event);
    flush();
  }

  @Override
  public synchronized void enter(TrialEvent event) {
    if (readOnly) {
      throw new IllegalStateException(
          "study '" + definition.name() + "' was opened for reading, got " + event);
    }
    String what = "keep an event of trial " + event.trial();
    database.requireSound(what);
    Trial after = after(event);
    boolean first = event.trial() == next; // now: it may be written again later
    database.enter(
        what,
        tables -> {
          if (first) {
            TrialRows.insert(tables, id, after, event.at());
          } else {
            TrialRows.update(tables, id, after, event);
          }
          return after;
        });
    if (after.state().isFinished()) {
      open.remove(after.number());
    } else {
      open.put(after.number(), after);
    }
    next = Math.max(next, after.number() + 1);
  }

  @Override
  public void flush() {
    database.flush();
  }

  /** What an event makes of its trial; refuses before anything is written. */
  private Trial after(TrialEvent event) {
    if (event.trial() == next) {
      return Trial.first(event);
    }
    Trial before = open.get(event.trial());
    if (before == null) {
      throw database.transaction("find trial " + event.trial(), tables -> refusal(tables, event));
    }
    return before.after(event);
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

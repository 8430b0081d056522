package io.paretune.results.store;

import io.paretune.results.store.database.Database;
import io.paretune.results.store.database.StoreException;
import io.paretune.results.store.h2.H2File;
import io.paretune.results.store.table.AssessmentRows;
import io.paretune.results.store.table.TrialQueries;
import io.paretune.search.trial.Assessment;
import io.paretune.search.trial.StudyDefinition;
import io.paretune.search.trial.Trial;
import io.paretune.search.trial.TrialState;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A database of studies as it is at one moment, read in parts, whether or not a run writes to it:
 * what a follower needs who has read the rest before.
 *
 * <p>It is read where it lies, without a copy, so that looking costs what is looked at and not what
 * there is. Open it, read within seconds, close it: beside a writer, what a file shows can be
 * overwritten after ten, and a server keeps old rows for as long as somebody looks at them. Not
 * thread-safe.
 */
public final class StudyView implements AutoCloseable {

  private final Database database;
  private final Map<String, Integer> ids = new LinkedHashMap<>();

  private StudyView(Database database) {
    this.database = database;
  }

  /**
   * Opens the database as it is now.
   *
   * @param file without {@code .mv.db}
   * @throws StoreException if it cannot be read: it is none, of a newer schema, or was rewritten at
   *     this moment
   */
  public static StudyView open(Path file) {
    return of(H2File.of(file).openBriefly());
  }

  /**
   * Opens a copy, which takes longer and can be read for as long as one likes; of an older schema,
   * too.
   *
   * @param file without {@code .mv.db}
   * @throws StoreException if it cannot be read
   */
  public static StudyView openCopy(Path file) {
    return of(H2File.of(file).openToRead());
  }

  static StudyView of(Database database) {
    StudyView view = new StudyView(database);
    try {
      view.readStudies();
      return view;
    } catch (RuntimeException failed) {
      view.close();
      throw failed;
    }
  }

  private void readStudies() {
    within(
        "list the studies",
        tables -> {
          try (ResultSet row =
              tables.prepare("SELECT id, name FROM study ORDER BY id").executeQuery()) {
            while (row.next()) {
              ids.put(row.getString(2), row.getInt(1));
            }
          }
          return ids;
        });
  }

  /** H2 throws more than SQL's exceptions when what it reads was overwritten. */
  private <T> T within(String what, Database.Work<T> work) {
    try {
      return database.transaction(what, work);
    } catch (StoreException | IllegalArgumentException told) {
      throw told;
    } catch (RuntimeException torn) {
      throw new StoreException("cannot " + what + ": " + torn, torn);
    }
  }

  /** Names of the studies, in the order in which they were made. */
  public List<String> studies() {
    return List.copyOf(ids.keySet());
  }

  private int id(String study) {
    return Optional.ofNullable(ids.get(study))
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "no study '" + study + "' in this store; it has " + studies()));
  }

  /** What a study is. */
  public StudyDefinition definition(String study) {
    return within(
        "read the definition of study '" + study + "'",
        tables -> {
          try (ResultSet row =
              tables
                  .prepare("SELECT definition FROM study WHERE id = ?", id(study))
                  .executeQuery()) {
            row.next();
            return StudyDefinitionJson.read(row.getString(1));
          }
        });
  }

  /** When a study was made: another one of the same name was made at another time. */
  public long createdNanos(String study) {
    return within(
        "read when study '" + study + "' was made",
        tables -> {
          try (ResultSet row =
              tables
                  .prepare("SELECT created_ns FROM study WHERE id = ?", id(study))
                  .executeQuery()) {
            row.next();
            return row.getLong(1);
          }
        });
  }

  /** Facts about a study, in the order in which they were first put. */
  public Map<String, String> attributes(String study) {
    return new SqlStudyAttributes(database, id(study), true).all();
  }

  /** What was found about trials after the search. */
  public Map<Long, List<Assessment>> assessments(String study) {
    return within(
        "read the assessments of study '" + study + "'",
        tables -> AssessmentRows.read(tables, id(study)));
  }

  /** A number that is another once assessments were added or replaced by others. */
  public String assessmentsMark(String study) {
    return within(
        "count the assessments of study '" + study + "'",
        tables -> {
          try (ResultSet row =
              tables
                  .prepare(
                      "SELECT COUNT(*), SUM(CAST(real_bits AS DECIMAL(38))) FROM assessment_metric"
                          + " WHERE study = ?",
                      id(study))
                  .executeQuery()) {
            row.next();
            return row.getLong(1) + "/" + row.getString(2);
          }
        });
  }

  /**
   * Trials with all that belongs to them, by number.
   *
   * @param from the first
   * @param to the one after the last; there may be fewer
   */
  public List<Trial> trials(String study, long from, long to) {
    return within(
        "read trials " + from + " to " + to + " of study '" + study + "'",
        tables -> TrialQueries.between(tables, id(study), from, to));
  }

  /** Some trials that there are, by number. */
  public List<Trial> trials(String study, Collection<Long> numbers) {
    return within(
        "read " + numbers.size() + " trials of study '" + study + "'",
        tables -> TrialQueries.of(tables, id(study), numbers));
  }

  /** The states of trials from a number on, up to another, which is not among them. */
  public Map<Long, TrialState> states(String study, long from, long to) {
    return within(
        "read the states of trials " + from + " to " + to,
        tables -> {
          Map<Long, TrialState> states = new LinkedHashMap<>();
          try (ResultSet row =
              tables
                  .prepare(
                      "SELECT number, state FROM trial WHERE study = ? AND number >= ? AND number <"
                          + " ? ORDER BY number",
                      id(study),
                      from,
                      to)
                  .executeQuery()) {
            while (row.next()) {
              states.put(row.getLong(1), TrialState.valueOf(row.getString(2)));
            }
          }
          return states;
        });
  }

  @Override
  public void close() {
    database.close();
  }
}

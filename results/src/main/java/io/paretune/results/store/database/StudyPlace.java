package io.paretune.results.store.database;

import java.util.Optional;

/** Where a database of studies is: a file of this machine, or a server's. */
public interface StudyPlace {

  /** For writing, of the newest schema; made if it does not exist. */
  Database open();

  /**
   * For reading, as it is at this moment, for as long as one likes.
   *
   * @throws StoreException if there is none, or it cannot be read
   */
  Database openToRead();

  /**
   * As {@link #openToRead}, but for seconds only, and cheap however large the database is.
   *
   * @throws StoreException if there is none, or it cannot be read
   */
  Database openBriefly();

  /** Whether there is one. */
  boolean exists();

  /** A text that is another after each write; empty if there is no database. */
  Optional<String> stamp();

  /** Whether somebody says that he writes to a study. */
  boolean isWritten(String study);

  /** As {@link #isWritten}, where nobody but this process can be the writer. */
  default boolean isWrittenHere(String study) {
    return isWritten(study);
  }
}

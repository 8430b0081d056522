package io.paretune.results.store.database;

import org.jspecify.annotations.Nullable;

/** What is kept on disk could not be read or written; the message says what and, if known, why. */
public class StoreException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** Without a cause. */
  public StoreException(String message) {
    super(message);
  }

  /** With a cause. */
  public StoreException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}

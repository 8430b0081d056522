package io.paretune.results.store.database;

import org.jspecify.annotations.Nullable;

/**
 * A store that was asked for cannot be used, and nothing was changed: it cannot be reached, is of a
 * newer schema, or another process has it.
 */
public class StoreRefusedException extends StoreException {

  private static final long serialVersionUID = 1L;

  /** Without a cause. */
  public StoreRefusedException(String message) {
    super(message);
  }

  /** With a cause. */
  public StoreRefusedException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}

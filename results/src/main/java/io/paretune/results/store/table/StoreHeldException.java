package io.paretune.results.store.table;

import java.util.OptionalLong;

/** Another process, or another part of this one, is writing to the database. */
public final class StoreHeldException extends StoreException {

  private static final long serialVersionUID = 1L;
  private static final long UNKNOWN = -1;

  private final long holder;

  StoreHeldException(String message, OptionalLong holder) {
    super(message);
    this.holder = holder.orElse(UNKNOWN);
  }

  /** The process id of the holder, if it can be had. */
  public OptionalLong holder() {
    return holder == UNKNOWN ? OptionalLong.empty() : OptionalLong.of(holder);
  }
}

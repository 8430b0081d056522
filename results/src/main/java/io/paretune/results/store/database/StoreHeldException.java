package io.paretune.results.store.database;

import java.util.OptionalLong;

/** Another process, or another part of this one, is writing to the database. */
public final class StoreHeldException extends StoreRefusedException {

  private static final long serialVersionUID = 1L;
  private static final long UNKNOWN = -1;

  private final long holder;

  /**
   * @param holder its process id, if it is of this machine and can be had
   */
  public StoreHeldException(String message, OptionalLong holder) {
    super(message);
    this.holder = holder.orElse(UNKNOWN);
  }

  /** The process id of the holder, if it can be had. */
  public OptionalLong holder() {
    return holder == UNKNOWN ? OptionalLong.empty() : OptionalLong.of(holder);
  }
}

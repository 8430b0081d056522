package io.paretune.hardware.pin;

import io.paretune.hardware.lease.LeaseHandle;

/** A thread bound to cores until this is closed, by that same thread. */
public interface Pinned extends LeaseHandle {

  /** The cores, for people: {@code core 1}, or {@code none: } and the reason. */
  String words();

  /** Nothing is bound, for a reason. */
  static Pinned none(String reason) {
    return new Pinned() {
      @Override
      public String words() {
        return "none: " + reason;
      }

      @Override
      public void close() {
        // nothing was bound
      }
    };
  }
}

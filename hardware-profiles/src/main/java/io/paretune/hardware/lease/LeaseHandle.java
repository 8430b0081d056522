package io.paretune.hardware.lease;

/** A share of the lease, or the whole of it, until closed. Close it in the thread that took it. */
@FunctionalInterface
public interface LeaseHandle extends AutoCloseable {

  /** Gives back; a second call does nothing. */
  @Override
  void close();
}

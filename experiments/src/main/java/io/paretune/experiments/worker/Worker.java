package io.paretune.experiments.worker;

import java.time.Duration;

/**
 * The coordinator's end of one worker, wherever that runs. Used by one thread at a time; {@link
 * #kill} may be called by any.
 */
public interface Worker extends AutoCloseable {

  /**
   * Tells the worker something.
   *
   * @throws WorkerLostException if it cannot be reached any more
   */
  void tell(ToWorker message) throws WorkerLostException;

  /**
   * The next thing the worker says, other than heartbeats.
   *
   * @param silence how long it may say nothing at all, not even a heartbeat
   * @param deadline {@code System.nanoTime()} after which it must have spoken, or {@code
   *     Long.MAX_VALUE} for no such limit
   * @throws WorkerLostException if it died, or was silent for too long and was killed
   * @throws WorkerTimeoutException if the deadline passed; the worker was killed
   */
  FromWorker listen(Duration silence, long deadline)
      throws WorkerLostException, WorkerTimeoutException, InterruptedException;

  /** The machine that it runs on, for people; empty if this one. */
  default String host() {
    return "";
  }

  /** Memory that it held at its last heartbeat, in bytes; 0 before the first. */
  long residentBytes();

  /** Ends it at once, and what it started; whoever listens hears that it is lost. */
  void kill();

  /** Asks it to end, and ends it if it does not soon. */
  @Override
  void close();
}

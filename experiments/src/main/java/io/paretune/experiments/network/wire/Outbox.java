package io.paretune.experiments.network.wire;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * The numbered messages of one direction of a conversation, kept until the other side has heard
 * them. Not thread-safe.
 *
 * @param <M> the messages
 */
public final class Outbox<M> {

  /** More than any honest conversation has under way. */
  private static final int MOST = 10_000;

  private final ArrayDeque<M> unheard = new ArrayDeque<>();
  private long last;

  /** The number of the next message. */
  public long next() {
    return last + 1;
  }

  /**
   * Keeps the message of the next number.
   *
   * @return whether there was room
   */
  public boolean add(M message) {
    if (unheard.size() >= MOST) {
      return false;
    }
    unheard.add(message);
    last++;
    return true;
  }

  /**
   * The other side has heard everything up to a number.
   *
   * @throws WireException if it cannot have
   */
  public void heard(long number) throws WireException {
    if (number > last || number < 0) {
      throw new WireException("message " + number + " was never sent, the last is " + last);
    }
    while (!unheard.isEmpty() && last - unheard.size() + 1 <= number) {
      unheard.remove();
    }
  }

  /** What must be sent again over a new connection, in order. */
  public List<M> unheard() {
    return new ArrayList<>(unheard);
  }
}

package io.paretune.experiments.network.host;

import io.paretune.experiments.network.wire.FromHost;
import io.paretune.experiments.network.wire.LineChannel;
import io.paretune.experiments.network.wire.Outbox;
import io.paretune.experiments.network.wire.ToHost;
import io.paretune.experiments.network.wire.WireException;
import io.paretune.experiments.worker.FromWorker;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The worker's end of a conversation, over one connection after another. Thread-safe. */
final class Conversation {

  private final String id;
  private final Duration heartbeat;
  private final Duration lease;
  private final Outbox<FromHost> outbox = new Outbox<>();
  private @Nullable LineChannel channel;
  private volatile long heard;
  private volatile long heardAt = System.nanoTime();

  private Conversation(ToHost.Welcome welcome) {
    this.id = welcome.conversation();
    this.heartbeat = Duration.ofMillis(Math.max(10, welcome.heartbeatMillis()));
    this.lease = Duration.ofMillis(Math.max(30, welcome.leaseMillis()));
  }

  /** A new one, over its first connection. */
  static Conversation begin(ToHost.Welcome welcome, LineChannel channel) throws IOException {
    Conversation begun = new Conversation(welcome);
    begun.attach(welcome, channel);
    return begun;
  }

  String id() {
    return id;
  }

  long heard() {
    return heard;
  }

  Duration heartbeat() {
    return heartbeat;
  }

  /** Goes on over a new connection. */
  synchronized void attach(ToHost.Welcome welcome, LineChannel fresh) throws IOException {
    outbox.heard(welcome.heard());
    // the coordinator answers every heartbeat: silence means that it is out of reach
    fresh.patience(heartbeat.multipliedBy(3).plusSeconds(1));
    for (FromHost message : outbox.unheard()) {
      fresh.write(message);
    }
    channel = fresh;
    heardAt = System.nanoTime();
  }

  /**
   * The next message that was not heard before and is not only a sign of life.
   *
   * @throws IOException if the connection is lost
   */
  ToHost next(LineChannel from) throws IOException {
    while (true) {
      ToHost message = from.read(ToHost.class, LineChannel.LONG);
      heardAt = System.nanoTime();
      if (message instanceof ToHost.Alive alive) {
        acknowledged(alive.heard());
      } else if (message instanceof ToHost.Job job) {
        acknowledged(job.heard());
        if (fresh(job.number())) {
          return job;
        }
      } else if (message instanceof ToHost.Told told) {
        acknowledged(told.heard());
        if (fresh(told.number())) {
          return told;
        }
      } else {
        return message;
      }
    }
  }

  private boolean fresh(long number) throws WireException {
    if (number <= heard) {
      return false;
    }
    if (number != heard + 1) {
      throw new WireException("message " + number + " came after " + heard);
    }
    heard = number;
    return true;
  }

  private synchronized void acknowledged(long number) throws WireException {
    outbox.heard(number);
  }

  /** Says what the worker's process says, now or as soon as the coordinator is back. */
  synchronized void say(String attempt, FromWorker message) {
    send(new FromHost.Said(outbox.next(), heard, attempt, message));
  }

  /** Says that the worker's process ended. */
  synchronized void ended(String reason) {
    send(new FromHost.Ended(outbox.next(), heard, reason));
  }

  private void send(FromHost message) {
    if (outbox.add(message) && channel != null) {
      write(message);
    }
  }

  /** A sign of life, if the coordinator is in reach. */
  synchronized void alive(long residentBytes) {
    if (channel != null) {
      write(new FromHost.Alive(heard, residentBytes));
    }
  }

  /** The worker goes away. */
  synchronized void leave(String reason) {
    if (channel != null) {
      write(new FromHost.Leaving(reason));
    }
  }

  private void write(FromHost message) {
    LineChannel open = channel;
    if (open == null) {
      return;
    }
    try {
      open.write(message);
    } catch (IOException broken) {
      open.close();
      channel = null;
    }
  }

  /** Whether the coordinator has given the worker's trial to another by now. */
  boolean leaseOver() {
    return System.nanoTime() - heardAt > lease.toNanos();
  }
}

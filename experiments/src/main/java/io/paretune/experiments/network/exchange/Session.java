package io.paretune.experiments.network.exchange;

import io.paretune.experiments.network.wire.FromHost;
import io.paretune.experiments.network.wire.LineChannel;
import io.paretune.experiments.network.wire.Outbox;
import io.paretune.experiments.network.wire.ToHost;
import io.paretune.experiments.network.wire.WireException;
import io.paretune.experiments.worker.WorkerLostException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * The coordinator's end of a conversation with one worker, over one connection after another.
 * Thread-safe.
 *
 * <p>Two locks, since a write to a worker that does not read may wait: who ends a session takes
 * only the inner one.
 */
final class Session {

  /** Messages that wait for the coordinator until no more are read: the worker must wait too. */
  private static final int MOST_WAITING = 64;

  private final String id;
  private final FromHost.Hello worker;
  private final ExchangeLimits limits;
  private final Outbox<ToHost> outbox = new Outbox<>();
  private final Object sending = new Object();
  private final Object receiving = new Object();
  private final ArrayDeque<FromHost> inbox = new ArrayDeque<>();
  private long heard;
  private @Nullable String ended;
  private volatile boolean taken;
  private volatile @Nullable LineChannel channel;
  private volatile long aliveAt = System.nanoTime();
  private volatile long residentBytes;

  /**
   * A session that is not attached.
   *
   * @param id its secret name
   * @param worker who it is with
   */
  Session(String id, FromHost.Hello worker, ExchangeLimits limits) {
    this.id = id;
    this.worker = worker;
    this.limits = limits;
  }

  String id() {
    return id;
  }

  FromHost.Hello worker() {
    return worker;
  }

  long residentBytes() {
    return residentBytes;
  }

  /** A place has it. */
  void take() {
    taken = true;
    aliveAt = System.nanoTime();
  }

  /** Whether the worker is there to be given a trial. */
  boolean connected() {
    return channel != null && !ended().isPresent();
  }

  /** Why it ended, if it has. */
  Optional<String> ended() {
    synchronized (receiving) {
      return Optional.ofNullable(ended);
    }
  }

  /**
   * Goes on over a new connection.
   *
   * @param heardThere number of the last message that the worker heard
   */
  void attach(LineChannel fresh, long heardThere) throws IOException {
    LineChannel before = channel;
    if (before != null) {
      before.close();
    }
    synchronized (sending) {
      outbox.heard(heardThere);
      fresh.write(
          new ToHost.Welcome(
              id, heard(), limits.heartbeat().toMillis(), limits.lease().toMillis()));
      for (ToHost message : outbox.unheard()) {
        fresh.write(message);
      }
      synchronized (receiving) {
        if (ended != null) {
          fresh.close();
          throw new WireException("the conversation is over: " + ended);
        }
        channel = fresh;
      }
      aliveAt = System.nanoTime();
    }
  }

  private long heard() {
    synchronized (receiving) {
      return heard;
    }
  }

  /** Reads a connection to its end, on its own thread. */
  void listen(LineChannel from) throws IOException {
    try {
      while (true) {
        FromHost message = from.read(FromHost.class, LineChannel.LONG);
        aliveAt = System.nanoTime();
        if (message instanceof FromHost.Alive alive) {
          residentBytes = alive.residentBytes();
          acknowledged(alive.heard());
          from.write(new ToHost.Alive(heard()));
        } else if (message instanceof FromHost.Said said) {
          acknowledged(said.heard());
          received(said.number(), said);
        } else if (message instanceof FromHost.Ended its) {
          acknowledged(its.heard());
          received(its.number(), its);
        } else if (message instanceof FromHost.Leaving leaving) {
          end("it left: " + leaving.reason());
          return;
        } else {
          throw new WireException("a hello in the middle of a conversation");
        }
      }
    } finally {
      from.close();
      detached(from);
    }
  }

  private void acknowledged(long number) throws WireException {
    synchronized (sending) {
      outbox.heard(number);
    }
  }

  /** Takes a message of the next number, passes over one that came before. */
  private void received(long number, FromHost message) throws WireException {
    synchronized (receiving) {
      if (number <= heard) {
        return;
      }
      if (number != heard + 1) {
        throw new WireException("message " + number + " came after " + heard);
      }
      try {
        while (inbox.size() >= MOST_WAITING && ended == null) {
          receiving.wait(1000);
        }
      } catch (InterruptedException stopped) {
        Thread.currentThread().interrupt();
        throw new WireException("the coordinator stops", stopped);
      }
      if (number != heard + 1) {
        return; // another connection brought it meanwhile
      }
      heard = number;
      inbox.add(message);
      receiving.notifyAll();
    }
  }

  /** A connection ended. */
  void detached(LineChannel gone) {
    boolean last;
    synchronized (receiving) {
      last = channel == gone;
      channel = last ? null : channel;
    }
    if (last && !taken) {
      end("its connection ended");
    }
  }

  /**
   * Sends a message, now or as soon as the worker is back.
   *
   * @param numbered makes it of its number
   */
  void send(LongFunction<ToHost> numbered) throws WorkerLostException {
    synchronized (sending) {
      Optional<String> over = ended();
      if (over.isPresent()) {
        throw lost(over.get());
      }
      ToHost message = numbered.apply(outbox.next());
      if (!outbox.add(message)) {
        end("it does not say what it heard");
        return;
      }
      LineChannel open = channel;
      if (open != null) {
        try {
          open.write(message);
        } catch (IOException broken) {
          open.close();
        }
      }
    }
  }

  /** Number of the last message that was heard, for messages to bear. */
  long lastHeard() {
    return heard();
  }

  /**
   * The next message.
   *
   * @return empty if none came in time
   * @throws WorkerLostException if the session ended and all was heard
   */
  Optional<FromHost> next(Duration patience) throws WorkerLostException, InterruptedException {
    long until = System.nanoTime() + patience.toNanos();
    synchronized (receiving) {
      while (inbox.isEmpty()) {
        if (ended != null) {
          throw lost(ended);
        }
        long left = (until - System.nanoTime()) / 1_000_000;
        if (left <= 0) {
          return Optional.empty();
        }
        receiving.wait(left);
      }
      FromHost message = inbox.remove();
      receiving.notifyAll();
      return Optional.of(message);
    }
  }

  WorkerLostException lost(String how) {
    return new WorkerLostException("worker " + worker.name() + " was lost: " + how);
  }

  /** Ends it for whatever was found out about it, if anything; called now and then. */
  void watch(long now) {
    LineChannel open = channel;
    if (open != null) {
      OptionalLong since = open.writingSince();
      if (since.isPresent() && now - since.getAsLong() > limits.write().toNanos()) {
        open.close();
      }
    }
    boolean silent = now - aliveAt > limits.lease().toNanos();
    boolean unread;
    synchronized (receiving) {
      // what waits to be heard is the coordinator's delay, not the worker's silence
      unread = !inbox.isEmpty();
    }
    if (silent && !unread) {
      end("nothing was heard of it for " + limits.lease().toSeconds() + " s");
    }
  }

  /** The place lets it go, for another to have it. */
  void release() {
    taken = false;
    if (channel == null) {
      end("its connection ended");
    }
  }

  /** Says that the run is over, if the worker is there. */
  void over(String reason) {
    LineChannel open = channel;
    if (open != null) {
      try {
        open.write(new ToHost.Over(reason));
      } catch (IOException gone) {
        open.close();
      }
    }
  }

  /** Ends it: whoever listens hears why, the worker's connection is cut. */
  void end(String reason) {
    synchronized (receiving) {
      if (ended == null) {
        ended = reason;
      }
      receiving.notifyAll();
    }
    LineChannel open = channel;
    if (open != null) {
      open.close();
    }
  }
}

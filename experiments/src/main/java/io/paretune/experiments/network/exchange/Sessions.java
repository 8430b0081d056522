package io.paretune.experiments.network.exchange;

import io.paretune.experiments.network.wire.FromHost;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** All conversations, and which of their workers wait for a place. Thread-safe. */
final class Sessions {

  private static final int SECRET_BYTES = 16;

  private final SecureRandom random = new SecureRandom();
  private final ExchangeLimits limits;
  private final HostTable hosts;
  private final Map<String, Session> all = new LinkedHashMap<>();
  private final ArrayDeque<Session> waiting = new ArrayDeque<>();

  Sessions(ExchangeLimits limits, HostTable hosts) {
    this.limits = limits;
    this.hosts = hosts;
  }

  /** What came of each host's workers. */
  HostTable hosts() {
    return hosts;
  }

  /** A secret that nobody guesses. */
  String secret() {
    byte[] bytes = new byte[SECRET_BYTES];
    random.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  /** A conversation with a worker that has none; empty if there are as many as may be. */
  synchronized Optional<Session> begin(FromHost.Hello worker) {
    if (all.size() >= limits.workers()) {
      return Optional.empty();
    }
    Session session = new Session(secret(), worker, limits);
    all.put(session.id(), session);
    hosts.joined(worker.host());
    return Optional.of(session);
  }

  /** The conversation of a name, if it goes on. */
  synchronized Optional<Session> find(String id) {
    return Optional.ofNullable(all.get(id)).filter(session -> session.ended().isEmpty());
  }

  /** A worker that was welcomed waits for a place. */
  synchronized void offer(Session session) {
    waiting.add(session);
    hosts.waiting(session.worker().host(), 1);
    notifyAll();
  }

  /** A worker whose place needs it no more waits for another, if it is still there. */
  void release(Session session) {
    session.release();
    if (session.connected()) {
      offer(session);
    }
  }

  /** The worker that has waited longest. */
  synchronized Optional<Session> take(Duration patience) throws InterruptedException {
    long until = System.nanoTime() + patience.toNanos();
    while (true) {
      Session first = waiting.poll();
      if (first == null) {
        long left = (until - System.nanoTime()) / 1_000_000;
        if (left <= 0) {
          return Optional.empty();
        }
        wait(left);
      } else {
        hosts.waiting(first.worker().host(), -1);
        if (first.connected()) {
          first.take();
          return Optional.of(first);
        }
      }
    }
  }

  /** Looks after all of them, and forgets those that ended. */
  void watch() {
    long now = System.nanoTime();
    for (Session session : snapshot()) {
      session.watch(now);
      if (session.ended().isPresent()) {
        forget(session);
      }
    }
  }

  synchronized List<Session> snapshot() {
    return List.copyOf(all.values());
  }

  private synchronized void forget(Session session) {
    if (all.remove(session.id()) != null) {
      hosts.left(session.worker().host());
      if (waiting.remove(session)) {
        hosts.waiting(session.worker().host(), -1);
      }
    }
  }
}

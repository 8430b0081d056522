package io.paretune.experiments.network.exchange;

import io.paretune.experiments.network.wire.FromHost;
import io.paretune.experiments.network.wire.ToHost;
import io.paretune.experiments.worker.FromWorker;
import io.paretune.experiments.worker.ToWorker;
import io.paretune.experiments.worker.Worker;
import io.paretune.experiments.worker.WorkerLostException;
import io.paretune.experiments.worker.WorkerTimeoutException;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A worker on another machine.
 *
 * <p>Every evaluation has a token of its own. What bears another one, or speaks of another trial,
 * is of an evaluation that is over and is passed over, however late or often it comes.
 */
final class RemoteWorker implements Worker {

  private static final Logger LOG = LoggerFactory.getLogger(RemoteWorker.class);
  private static final Duration LONG = Duration.ofMinutes(1);

  private final Session session;
  private final Sessions sessions;
  private final HostTable hosts;
  private final String run;
  private final int heapMegabytes;
  private long trial = FromWorker.NO_TRIAL;
  private String attempt = "";

  /**
   * @param sessions where it goes back to, and who makes secrets
   * @param run the run's name among all
   * @param heapMegabytes limit of its process's Java heap
   */
  RemoteWorker(Session session, Sessions sessions, HostTable hosts, String run, int heapMegabytes) {
    this.session = session;
    this.sessions = sessions;
    this.hosts = hosts;
    this.run = run;
    this.heapMegabytes = heapMegabytes;
  }

  @Override
  public String host() {
    return session.worker().name();
  }

  @Override
  public long residentBytes() {
    return session.residentBytes();
  }

  @Override
  public void tell(ToWorker message) throws WorkerLostException {
    if (message instanceof ToWorker.Setup setup) {
      session.send(
          number -> new ToHost.Job(number, session.lastHeard(), run, heapMegabytes, setup));
      return;
    }
    if (message instanceof ToWorker.Evaluate evaluate) {
      trial = evaluate.trial();
      attempt = sessions.secret();
      hosts.begun(session.worker().host());
    }
    String about = attempt;
    try {
      session.send(number -> new ToHost.Told(number, session.lastHeard(), about, message));
    } catch (WorkerLostException lost) {
      if (trial != FromWorker.NO_TRIAL) {
        hosts.lost(session.worker().host());
        done();
      }
      throw lost;
    }
  }

  @Override
  public FromWorker listen(Duration silence, long deadline)
      throws WorkerLostException, WorkerTimeoutException, InterruptedException {
    // how long it may be silent is its lease's matter, which the session watches
    try {
      while (true) {
        long left = deadline == Long.MAX_VALUE ? LONG.toNanos() : deadline - System.nanoTime();
        Optional<FromHost> next =
            session.next(Duration.ofNanos(Math.max(0, Math.min(left, LONG.toNanos()))));
        if (next.isEmpty()) {
          if (deadline != Long.MAX_VALUE && System.nanoTime() >= deadline) {
            session.end("its trial was late");
            done();
            throw new WorkerTimeoutException();
          }
        } else if (next.get() instanceof FromHost.Ended ended) {
          session.end(ended.reason());
          throw session.lost(ended.reason());
        } else if (next.get() instanceof FromHost.Said said && meant(said)) {
          return heard(said.message());
        }
      }
    } catch (WorkerLostException lost) {
      hosts.lost(session.worker().host());
      done();
      throw lost;
    }
  }

  /** It evaluates no more. */
  private void done() {
    if (trial != FromWorker.NO_TRIAL) {
      hosts.done(session.worker().host());
    }
    trial = FromWorker.NO_TRIAL;
    attempt = "";
  }

  /** Whether a message is about what goes on. */
  private boolean meant(FromHost.Said said) {
    FromWorker message = said.message();
    if (message instanceof FromWorker.Ready) {
      return trial == FromWorker.NO_TRIAL;
    }
    boolean meant =
        message instanceof FromWorker.Phase
            || (message.trial() == trial && said.attempt().equals(attempt));
    if (!meant) {
      LOG.debug("{} said of an evaluation that is over: {}", session.worker().name(), message);
    }
    return meant;
  }

  private FromWorker heard(FromWorker message) throws WorkerLostException {
    boolean failed = message instanceof FromWorker.Failed;
    // what one host cannot do is no reason to end the run
    if (failed && trial == FromWorker.NO_TRIAL) {
      throw unfit("it cannot be set up: " + ((FromWorker.Failed) message).reason());
    }
    if (message instanceof FromWorker.Unable unable) {
      throw unfit("no trial can be evaluated there any more: " + unable.reason());
    }
    if (failed || message instanceof FromWorker.Measured || message instanceof FromWorker.Pruned) {
      hosts.ended(session.worker().host(), failed);
      done();
    }
    return message;
  }

  private WorkerLostException unfit(String reason) {
    session.end(reason);
    return session.lost(reason);
  }

  @Override
  public void kill() {
    session.end("it was ended");
  }

  @Override
  public void close() {
    try {
      tell(new ToWorker.Stop());
      sessions.release(session);
    } catch (WorkerLostException gone) {
      session.end("it was let go");
    }
  }
}

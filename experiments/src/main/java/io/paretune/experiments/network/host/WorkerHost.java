package io.paretune.experiments.network.host;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;

/** The workers of this machine for one coordinator, each on a thread of its own. */
public final class WorkerHost implements AutoCloseable {

  private final List<HostedWorker> workers = new ArrayList<>();
  private final List<Departure> departures = new ArrayList<>();
  private final CountDownLatch running;

  /**
   * Workers that have not begun.
   *
   * @param settings whose they are and how many
   * @param listener hears what happens to each, in one line
   */
  public WorkerHost(HostSettings settings, Consumer<String> listener) {
    running = new CountDownLatch(settings.workers());
    for (int i = 0; i < settings.workers(); i++) {
      workers.add(new HostedWorker(settings, i, listener));
    }
  }

  /**
   * Works until the run is over, the coordinator stays away or refuses all of them.
   *
   * @return how the first of them ended that did not see the run to its end, or else how they did
   */
  public Departure work() throws InterruptedException {
    for (HostedWorker worker : workers) {
      Thread thread = new Thread(() -> work(worker), worker.name());
      thread.setDaemon(true);
      thread.start();
    }
    running.await();
    synchronized (departures) {
      Optional<Departure> bad =
          departures.stream().filter(each -> each.kind() != Departure.Kind.OVER).findFirst();
      return bad.orElseGet(() -> departures.get(0));
    }
  }

  private void work(HostedWorker worker) {
    Departure departure = new Departure(Departure.Kind.BROKEN, "it ended unexpectedly");
    try {
      departure = worker.work();
    } catch (RuntimeException | Error broken) {
      departure = new Departure(Departure.Kind.BROKEN, String.valueOf(broken));
      throw broken;
    } finally {
      synchronized (departures) {
        departures.add(departure);
      }
      running.countDown();
    }
  }

  /** Ends the workers' processes and says so to the coordinator. */
  @Override
  public void close() {
    workers.forEach(HostedWorker::close);
  }
}

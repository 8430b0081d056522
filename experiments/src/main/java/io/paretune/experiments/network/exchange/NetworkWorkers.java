package io.paretune.experiments.network.exchange;

import io.paretune.experiments.config.WorkerSettings;
import io.paretune.experiments.coordinator.WorkerPlan;
import io.paretune.experiments.coordinator.Workforce;
import io.paretune.experiments.network.transfer.FileDesk;
import io.paretune.experiments.network.transfer.InputSet;
import io.paretune.experiments.network.wire.Build;
import io.paretune.experiments.run.directory.RunDirectory;
import io.paretune.experiments.worker.Stage;
import io.paretune.experiments.worker.ToWorker;
import io.paretune.experiments.worker.Worker;
import io.paretune.experiments.worker.WorkerFactory;
import io.paretune.hardware.meter.agent.server.AgentSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A run's workers on other machines: as many as come. Bound to its address from the beginning, it
 * lets nobody in before it {@link #serve serves} a run.
 */
public final class NetworkWorkers implements Workforce, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(NetworkWorkers.class);
  private static final Duration MOMENT = Duration.ofMillis(200);
  private static final Duration WATCH = Duration.ofMillis(500);

  private final ExchangeLimits limits;
  private final HostTable hosts = new HostTable();
  private final Sessions sessions;
  private final Reception reception;
  private final Door door;
  private final ScheduledExecutorService watch =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "network-watch");
            thread.setDaemon(true);
            return thread;
          });
  private Map<String, String> required = Map.of();
  private String name = "";
  private @Nullable RunDirectory served;
  private @Nullable FileDesk desk;
  private @Nullable ScheduledFuture<?> watching;

  private NetworkWorkers(
      AgentSettings access, Build build, ExchangeLimits limits, Consumer<String> listener) {
    this.limits = limits;
    this.sessions = new Sessions(limits, hosts);
    this.reception = new Reception(access.token(), build, limits, sessions, listener);
    this.door = Door.bind(access, limits, reception);
  }

  /**
   * Takes an address, and nobody yet.
   *
   * @param access the address, and what protects it
   * @param build what workers must be
   * @param listener hears of who was refused, in one line
   * @throws IllegalArgumentException if the address cannot be had or the key cannot be used
   */
  public static NetworkWorkers bind(
      AgentSettings access, Build build, ExchangeLimits limits, Consumer<String> listener) {
    return new NetworkWorkers(access, build, limits, listener);
  }

  /** The port that it listens on. */
  public int port() {
    return door.port();
  }

  /** What came of each host's workers. */
  public HostTable hosts() {
    return hosts;
  }

  /**
   * Lets workers in.
   *
   * @param run whose trials they evaluate
   * @param runName the run's name among all
   * @param inputs what the experiment reads
   * @param premises facts of data and machine that must hold where trials are evaluated
   */
  public void serve(RunDirectory run, String runName, InputSet inputs, Map<String, String> premises)
      throws IOException {
    name = runName;
    served = run;
    required = Map.copyOf(premises);
    Files.createDirectories(run.logs());
    hosts.read(run.hosts());
    FileDesk files = new FileDesk(inputs, run);
    desk = files;
    reception.open(files, run.measuring());
    long period = WATCH.toMillis();
    watching = watch.scheduleWithFixedDelay(() -> look(run), period, period, TimeUnit.MILLISECONDS);
    door.open();
  }

  private void look(RunDirectory run) {
    try {
      door.watch();
      sessions.watch();
      hosts.write(run.hosts());
    } catch (IOException | RuntimeException unable) {
      // whatever goes wrong once must not end the watch over all leases
      LOG.warn("the watch over workers: {}", unable.toString());
    }
  }

  @Override
  public WorkerPlan plan(WorkerSettings settings, ToWorker.Setup setup) {
    int places = setup.trials().stage() == Stage.PREPARATION ? 1 : limits.workers();
    return new WorkerPlan(
        settings.withCount(places),
        new Waiting(settings.heapMegabytes()),
        setup.requiring(required));
  }

  @Override
  public boolean comesAndGoes() {
    return true;
  }

  /** Takes workers that wait. */
  private final class Waiting implements WorkerFactory {
    private final int heapMegabytes;

    Waiting(int heapMegabytes) {
      this.heapMegabytes = heapMegabytes;
    }

    @Override
    public Optional<Worker> start(int slot) throws InterruptedException {
      return sessions
          .take(MOMENT)
          .map(session -> new RemoteWorker(session, sessions, hosts, name, heapMegabytes));
    }

    @Override
    public int deadStarts(int attempts) {
      // a host where nothing starts is that host's matter
      return Integer.MAX_VALUE;
    }

    @Override
    public String whereToLook(int slot) {
      return "the log of the worker's host";
    }
  }

  /** Tells all workers that the run is over, also those that come in the next moment. */
  public void over(String reason) {
    reception.over(reason);
    sessions.snapshot().forEach(session -> session.over(reason));
    long until = System.nanoTime() + limits.heartbeat().toNanos();
    try {
      while (sessions.snapshot().stream().anyMatch(Session::connected)
          && System.nanoTime() < until) {
        Thread.sleep(20);
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  /** Ends all connections; workers that were not told that the run is over wait for it. */
  @Override
  public void close() {
    door.close();
    ScheduledFuture<?> begun = watching;
    if (begun != null) {
      begun.cancel(true);
    }
    watch.shutdownNow();
    sessions.snapshot().forEach(session -> session.end("the coordinator ended"));
    FileDesk files = desk;
    if (files != null) {
      files.close();
    }
    RunDirectory run = served;
    if (run != null) {
      look(run);
    }
  }
}

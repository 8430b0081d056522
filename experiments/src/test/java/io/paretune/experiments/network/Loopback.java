package io.paretune.experiments.network;

import static org.assertj.core.api.Assertions.assertThat;

import io.paretune.experiments.config.WorkerSettings;
import io.paretune.experiments.coordinator.Coordinator;
import io.paretune.experiments.coordinator.Ending;
import io.paretune.experiments.coordinator.RunListener;
import io.paretune.experiments.network.exchange.ExchangeLimits;
import io.paretune.experiments.network.exchange.NetworkWorkers;
import io.paretune.experiments.network.host.Coordinates;
import io.paretune.experiments.network.host.Departure;
import io.paretune.experiments.network.host.HostSettings;
import io.paretune.experiments.network.host.WorkerHost;
import io.paretune.experiments.network.transfer.InputScan;
import io.paretune.experiments.network.transfer.InputSet;
import io.paretune.experiments.network.wire.Build;
import io.paretune.experiments.run.directory.ExperimentFile;
import io.paretune.experiments.run.directory.RunDirectory;
import io.paretune.experiments.worker.EvaluationService;
import io.paretune.experiments.worker.Stage;
import io.paretune.experiments.worker.ThreadWorkers;
import io.paretune.experiments.worker.ToWorker;
import io.paretune.hardware.meter.agent.server.AgentSettings;
import io.paretune.hardware.profile.TokenSource;
import io.paretune.search.space.Assignment;
import io.paretune.search.study.Budget;
import io.paretune.search.study.Study;
import io.paretune.search.trial.Measurement;
import io.paretune.search.trial.Outcome;
import io.paretune.search.trial.TrialChannel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A coordinator and hosts of workers in this process, which meet on loopback. */
public final class Loopback implements AutoCloseable {
  static final Build BUILD = new Build("1.2.3", Map.of("plug-in a.jar", "a 1 (abc): sampler x"));

  /** A heart that beats often, and a lease that a slow machine keeps. */
  static final ExchangeLimits QUICK =
      ExchangeLimits.defaults().withLease(Duration.ofMillis(100), Duration.ofSeconds(30));

  /** A lease that is soon over. */
  static final ExchangeLimits BRIEF =
      ExchangeLimits.defaults().withLease(Duration.ofMillis(100), Duration.ofMillis(1500));

  private final Path directory;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<WorkerHost> hosts = new ArrayList<>();
  private final List<String> said = new CopyOnWriteArrayList<>();
  private final RunDirectory run;
  private NetworkWorkers workers;

  /** A coordinator that serves a run in a directory. */
  Loopback(Path directory) {
    this(directory, ExchangeLimits.defaults(), Optional.empty());
  }

  Loopback(Path directory, ExchangeLimits limits, Optional<String> token) {
    this(directory, limits, access(token, 0));
  }

  Loopback(Path directory, ExchangeLimits limits, AgentSettings access) {
    this.directory = directory;
    this.run = new RunDirectory(directory.resolve("run"));
    this.workers = NetworkWorkers.bind(access, BUILD, limits, said::add);
    serve(Map.of());
  }

  private static AgentSettings access(Optional<String> token, int port) {
    return new AgentSettings(
        new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
        token,
        Optional.empty(),
        false);
  }

  private void serve(Map<String, String> premises) {
    try {
      Files.createDirectories(directory.resolve("base"));
      workers.serve(run, "a-run", inputs(), premises);
    } catch (IOException unable) {
      throw new IllegalStateException(unable);
    }
  }

  private InputSet inputs() throws IOException {
    Path file = directory.resolve("base").resolve("experiment.yaml");
    return Files.exists(file)
        ? InputScan.of(ExperimentFile.read(file))
        : new InputSet(directory.toString(), List.of(), Map.of());
  }

  /** The coordinator dies, and another takes its place at once. */
  void replaceCoordinator(ExchangeLimits limits) {
    int port = workers.port();
    workers.close();
    workers = NetworkWorkers.bind(access(Optional.empty(), port), BUILD, limits, said::add);
    serve(Map.of());
  }

  NetworkWorkers workers() {
    return workers;
  }

  RunDirectory run() {
    return run;
  }

  int port() {
    return workers.port();
  }

  /** What coordinator and hosts said for people. */
  List<String> said() {
    return said;
  }

  Coordinates coordinates(int port, Build build, TokenSource token) {
    return new Coordinates("127.0.0.1", port, token, Optional.empty(), build);
  }

  /** A host whose workers are threads. */
  WorkerHost host(int count, EvaluationService.Factory services) {
    return host(count, services, coordinates(port(), BUILD, new TokenSource.None()));
  }

  WorkerHost host(int count, EvaluationService.Factory services, Coordinates coordinates) {
    ThreadWorkers processes = new ThreadWorkers(services);
    WorkerHost host =
        new WorkerHost(
            new HostSettings(
                coordinates,
                "host-" + hosts.size(),
                count,
                directory.resolve("host-" + hosts.size()),
                Duration.ofSeconds(20),
                (threadsOfEach, heap, logs) -> processes),
            said::add);
    hosts.add(host);
    return host;
  }

  /** A host goes to work. */
  void begin(WorkerHost host) {
    CompletableFuture<Departure> unheard = working(host);
    assertThat(unheard).isNotNull();
  }

  CompletableFuture<Departure> working(WorkerHost host) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return host.work();
          } catch (InterruptedException stopped) {
            throw new IllegalStateException(stopped);
          }
        },
        threads);
  }

  static WorkerSettings settings() {
    return new WorkerSettings(
        1, 1, 64, Duration.ofMinutes(2), 3, 1_000_000, 4096, Duration.ofSeconds(1));
  }

  Coordinator coordinator(Study<Assignment> study) {
    return coordinator(study, settings(), RunListener.silent());
  }

  Coordinator coordinator(Study<Assignment> study, WorkerSettings settings, RunListener listener) {
    ToWorker.Setup setup =
        new ToWorker.Setup(
            new ToWorker.ExperimentText(
                "e.yaml", directory.resolve("base").toString(), "name: e\n"),
            new ToWorker.Directories(run.path().toString(), "/none"),
            new ToWorker.TrialSettings(3, 1, Stage.SEARCH));
    return new Coordinator(study, workers.plan(settings, setup), listener, Clock.systemUTC());
  }

  CompletableFuture<Ending> running(Coordinator coordinator, Budget budget) {
    return CompletableFuture.supplyAsync(() -> coordinator.run(budget), threads);
  }

  /** Evaluates by a function. */
  static EvaluationService.Factory evaluating(Evaluating what) {
    return (setup, channel) ->
        new EvaluationService() {
          @Override
          public Outcome evaluate(long trial, Map<String, Object> assignment, TrialChannel channel)
              throws Exception {
            return what.evaluate(trial, assignment, channel);
          }

          @Override
          public void close() {
            // nothing is open
          }
        };
  }

  /** What a worker does. */
  @FunctionalInterface
  interface Evaluating {
    Outcome evaluate(long trial, Map<String, Object> assignment, TrialChannel channel)
        throws Exception;
  }

  static Outcome gain(double value) {
    return new Outcome.Measured(Measurement.of(Map.of("gain", value)));
  }

  @Override
  public void close() {
    hosts.forEach(WorkerHost::close);
    workers.close();
    threads.shutdownNow();
  }
}

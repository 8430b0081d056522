package io.paretune.experiments.network;

import io.paretune.experiments.config.WorkerSettings;
import io.paretune.experiments.coordinator.Coordinator;
import io.paretune.experiments.coordinator.RunListener;
import io.paretune.experiments.network.exchange.ExchangeLimits;
import io.paretune.experiments.network.exchange.NetworkWorkers;
import io.paretune.experiments.network.host.Coordinates;
import io.paretune.experiments.network.host.Departure;
import io.paretune.experiments.network.host.HostSettings;
import io.paretune.experiments.network.host.WorkerHost;
import io.paretune.experiments.network.transfer.InputSet;
import io.paretune.experiments.run.directory.RunDirectory;
import io.paretune.experiments.worker.Stage;
import io.paretune.experiments.worker.ThreadWorkers;
import io.paretune.experiments.worker.ToWorker;
import io.paretune.hardware.SharedDirectory;
import io.paretune.hardware.meter.agent.server.AgentSettings;
import io.paretune.hardware.profile.TokenSource;
import io.paretune.results.store.SqlTrialStore;
import io.paretune.results.store.StudyDatabase;
import io.paretune.results.store.postgres.EmbeddedServer;
import io.paretune.search.sampler.RandomSampler;
import io.paretune.search.space.Assignment;
import io.paretune.search.space.SearchSpace;
import io.paretune.search.study.Budget;
import io.paretune.search.study.Study;
import io.paretune.search.trial.Trial;
import io.paretune.search.trial.TrialState;
import io.paretune.search.trial.TrialStore;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * Kills workers and coordinators, cuts and delays their connections, and counts what was told; no
 * test. Arguments: hosts, workers of each, trials of one second, seconds between two rounds of
 * killing a third of the hosts, and {@code h2} or {@code postgres}, whose sessions are ended in
 * each round, too.
 */
public final class NetworkChaos {
  private static final SearchSpace SPACE =
      SearchSpace.builder().whole("n", 0, 1_000_000_000).build();
  private static final String NAME = "chaos";

  private NetworkChaos() {}

  /** One of the processes, or, with numbers, all of it. */
  public static void main(String[] arguments) throws Exception {
    switch (arguments[0]) {
      case "coordinator" ->
          coordinate(
              Path.of(arguments[1]),
              Integer.parseInt(arguments[2]),
              Long.parseLong(arguments[3]),
              StudyDatabase.of(arguments[4]));
      case "host" ->
          host(
              Path.of(arguments[1]),
              Integer.parseInt(arguments[2]),
              Integer.parseInt(arguments[3]));
      default -> chaos(arguments);
    }
  }

  private static void coordinate(Path directory, int port, long trials, StudyDatabase database)
      throws IOException {
    ExchangeLimits limits =
        ExchangeLimits.defaults().withLease(Duration.ofMillis(500), Duration.ofSeconds(5));
    try (TrialStore store = database.open();
        NetworkWorkers workers =
            NetworkWorkers.bind(
                AgentSettings.on(new InetSocketAddress(InetAddress.getLoopbackAddress(), port)),
                Loopback.BUILD,
                limits,
                line -> {})) {
      workers.serve(
          new RunDirectory(directory),
          NAME,
          new InputSet(directory.toString(), List.of(), Map.of()),
          Map.of());
      Study<Assignment> study =
          Study.of(SPACE)
              .name(NAME)
              .maximize("gain")
              .sampler(new RandomSampler())
              .seed(1)
              .store(store)
              .start();
      WorkerSettings settings =
          new WorkerSettings(
              1, 1, 64, Duration.ofMinutes(1), 100, 1_000_000, 4096, Duration.ofSeconds(1));
      ToWorker.Setup setup =
          new ToWorker.Setup(
              new ToWorker.ExperimentText("e", directory.toString(), "name: e\n"),
              new ToWorker.Directories(directory.toString(), "/none"),
              new ToWorker.TrialSettings(1, 1, Stage.SEARCH));
      Path told = directory.resolve("told");
      new Coordinator(
              study,
              workers.plan(settings, setup),
              new RunListener() {
                @Override
                public synchronized void trialChanged(Trial trial) {
                  if (trial.state().isFinished()) {
                    append(
                        told,
                        trial.number()
                            + " "
                            + trial.measurement().map(m -> m.metric("gain")).orElse(-1.0));
                  }
                }
              },
              Clock.systemUTC())
          .run(Budget.trials(trials));
      workers.over("done");
    }
  }

  private static void append(Path file, String line) {
    try {
      Files.writeString(file, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException full) {
      throw new IllegalStateException(full);
    }
  }

  private static void host(Path directory, int port, int workers) throws InterruptedException {
    ThreadWorkers threads =
        new ThreadWorkers(
            Loopback.evaluating(
                (trial, assignment, channel) -> {
                  channel.report(1, 0.5);
                  Thread.sleep(1000);
                  return Loopback.gain(gain(assignment));
                }));
    try (WorkerHost host =
        new WorkerHost(
            new HostSettings(
                new Coordinates(
                    "127.0.0.1", port, new TokenSource.None(), Optional.empty(), Loopback.BUILD),
                "host",
                workers,
                directory,
                Duration.ofMinutes(2),
                (count, heap, logs) -> threads),
            line -> {})) {
      Departure end = host.work();
      System.exit(end.kind() == Departure.Kind.OVER ? 0 : 1);
    }
  }

  private static double gain(Map<String, Object> assignment) {
    return ((Number) assignment.getOrDefault("n", 0)).doubleValue() + 0.25;
  }

  private static void chaos(String[] arguments) throws Exception {
    int hosts = Integer.parseInt(arguments[0]);
    int workers = Integer.parseInt(arguments[1]);
    long trials = Long.parseLong(arguments[2]);
    long period = Long.parseLong(arguments[3]) * 1000;
    Files.createDirectories(SharedDirectory.path());
    Path directory = Files.createTempDirectory(SharedDirectory.path(), NAME);
    Optional<String> server =
        arguments.length > 4 && arguments[4].equals("postgres")
            ? Optional.of(EmbeddedServer.running().database())
            : Optional.empty();
    String address = server.orElse(directory.resolve("study.mv.db").toString());
    int port = 24_879;
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(5);
    int killedHosts = 0;
    int killedCoordinators = 0;
    int refused = 0;
    long began = System.nanoTime();
    try (ShakyProxy proxy = new ShakyProxy(port, 11, new ShakyProxy.Fate(1_500, 8_000, 200))) {
      String[] coordinating = {
        "coordinator", directory.toString(), Integer.toString(port), Long.toString(trials), address
      };
      Process coordinator = start(coordinating);
      List<Process> all = new ArrayList<>();
      for (int i = 0; i < hosts; i++) {
        all.add(host(directory, proxy, workers, i));
      }
      try {
        long next = System.currentTimeMillis() + period;
        while (coordinator.isAlive() || coordinator.exitValue() != 0) {
          Thread.sleep(50);
          if (!coordinator.isAlive() && coordinator.exitValue() != 0) {
            // one whose session is ended while it opens the study gives up, and is begun again
            refused++;
            coordinator = start(coordinating);
          }
          if (System.currentTimeMillis() < next) {
            continue;
          }
          next += period;
          server.ifPresent(EmbeddedServer::cut);
          for (int i = 0; i < (hosts + 2) / 3; i++) {
            int victim = random.nextInt(hosts);
            all.get(victim).destroyForcibly();
            killedHosts++;
            all.set(victim, host(directory, proxy, workers, victim));
          }
          if (killedCoordinators < 2) {
            killedCoordinators++;
            coordinator.destroyForcibly().waitFor();
            coordinator = start(coordinating);
          }
        }
      } finally {
        coordinator.destroyForcibly();
        all.forEach(Process::destroyForcibly);
      }
      double seconds = (System.nanoTime() - began) / 1e9;
      System.out.printf(
          Locale.ROOT,
          "%d hosts of %d workers, %d trials of 1 s in %.0f s (%.2f of the ideal pace);"
              + " killed: %d hosts, %d coordinators; %d that could not begin; %d connections cut%n",
          hosts,
          workers,
          trials,
          seconds,
          trials / (double) (hosts * workers) / seconds,
          killedHosts,
          killedCoordinators,
          refused,
          proxy.cuts());
    }
    account(directory, StudyDatabase.of(address), trials);
    System.exit(0); // threads of the proxy may still wait
  }

  private static Process host(Path directory, ShakyProxy proxy, int workers, int number)
      throws IOException {
    return start(
        "host",
        directory.resolve("host-" + number).toString(),
        Integer.toString(proxy.port()),
        Integer.toString(workers));
  }

  private static Process start(String... arguments) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                NetworkChaos.class.getName()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
    builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
    return builder.start();
  }

  /** What was told against what is stored. */
  private static void account(Path directory, StudyDatabase database, long trials)
      throws IOException {
    Map<Long, Double> told = new HashMap<>();
    int twice = 0;
    for (String line : Files.readAllLines(directory.resolve("told"))) {
      String[] parts = line.split(" ", 2);
      twice += told.put(Long.parseLong(parts[0]), Double.parseDouble(parts[1])) == null ? 0 : 1;
    }
    long complete = 0;
    long wrong = 0;
    long lost = 0;
    long repeated = 0;
    TreeMap<Long, Integer> pace = new TreeMap<>();
    try (SqlTrialStore store = database.openReadOnly()) {
      for (Trial trial : store.find(NAME).orElseThrow().trials()) {
        double stored = trial.measurement().map(m -> m.metric("gain")).orElse(-1.0);
        pace.merge(
            trial.finishedAt().map(at -> at.getEpochSecond() / 5).orElse(0L), 1, Integer::sum);
        complete += trial.state() == TrialState.COMPLETE ? 1 : 0;
        repeated += trial.attempts() > 1 ? 1 : 0;
        wrong +=
            trial.state() == TrialState.COMPLETE && stored == gain(trial.assignment().asMap())
                ? 0
                : 1;
        Double said = told.get(trial.number());
        lost += said != null && said != stored ? 1 : 0;
      }
    }
    System.out.println("trials that ended in each 5 s: " + pace.values());
    System.out.printf(
        Locale.ROOT,
        "told %d, told twice %d, told and not stored so %d; complete %d of %d, wrong %d, begun"
            + " more than once %d%n",
        told.size(),
        twice,
        lost,
        complete,
        trials,
        wrong,
        repeated);
    if (twice + lost + wrong > 0 || complete != trials) {
      System.exit(1);
    }
  }
}

package io.paretune.experiments.network;

import io.paretune.experiments.coordinator.CoordinatorLog;
import io.paretune.hardware.SharedDirectory;
import io.paretune.results.store.StudyDatabase;
import io.paretune.results.store.postgres.EmbeddedServer;
import io.paretune.search.sampler.RandomSampler;
import io.paretune.search.space.Assignment;
import io.paretune.search.space.SearchSpace;
import io.paretune.search.study.Budget;
import io.paretune.search.study.Study;
import io.paretune.search.trial.Assessments;
import io.paretune.search.trial.StudyAttributes;
import io.paretune.search.trial.StudyDefinition;
import io.paretune.search.trial.StudyLog;
import io.paretune.search.trial.Trial;
import io.paretune.search.trial.TrialEvent;
import io.paretune.search.trial.TrialStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Measures how fast trials come over loopback, with a durable store and a log; no test. Arguments:
 * workers, milliseconds of a trial, trials, then for each measurement in turn {@code h2} or {@code
 * postgres}, with {@code -alone} for a store that commits each event by itself.
 */
public final class NetworkThroughput {

  private static final String ALONE = "-alone";

  private NetworkThroughput() {}

  /**
   * Workers and trials.
   *
   * @param workers how many
   * @param millis how long a trial takes
   * @param trials how many in all
   */
  private record Load(int workers, long millis, long trials) {}

  private static long cpu() {
    return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO).toNanos();
  }

  /** Prints a line for each measurement. */
  public static void main(String[] arguments) throws IOException {
    System.setProperty(EmbeddedServer.DURABLE, "true");
    Load load =
        new Load(
            Integer.parseInt(arguments[0]),
            Long.parseLong(arguments[1]),
            Long.parseLong(arguments[2]));
    List<String> stores = List.of(arguments).subList(3, arguments.length);
    for (String store : stores.isEmpty() ? List.of("h2") : stores) {
      Files.createDirectories(SharedDirectory.path());
      Path directory = Files.createTempDirectory(SharedDirectory.path(), "throughput");
      StudyDatabase database =
          store.startsWith("postgres")
              ? StudyDatabase.of(EmbeddedServer.running().database())
              : StudyDatabase.at(directory.resolve("study"));
      try (TrialStore open = database.open()) {
        System.out.printf(Locale.ROOT, "%-14s ", store);
        measure(load, store.endsWith(ALONE) ? new Alone(open) : open, directory);
      }
    }
    System.exit(0); // threads of hosts may still wait
  }

  private static void measure(Load load, TrialStore store, Path directory) throws IOException {
    SearchSpace space =
        SearchSpace.builder().real("x", 0, 1).real("y", 0, 1).whole("n", 0, 1_000_000).build();
    try (Loopback net = new Loopback(directory)) {
      Study<Assignment> study =
          Study.of(space)
              .name("throughput")
              .maximize("gain")
              .sampler(new RandomSampler())
              .store(store)
              .start();
      net.begin(
          net.host(
              load.workers(),
              Loopback.evaluating(
                  (trial, assignment, channel) -> {
                    if (load.millis() > 0) {
                      Thread.sleep(load.millis());
                    }
                    return Loopback.gain((double) trial);
                  })));
      long before = cpu();
      long began = System.nanoTime();
      net.coordinator(
              study,
              Loopback.settings(),
              new CoordinatorLog(directory.resolve("log"), Clock.systemUTC()))
          .run(Budget.trials(load.trials()));
      print(load, study, (System.nanoTime() - began) / 1e9, (cpu() - before) / 1e6);
    }
  }

  private static void print(Load load, Study<Assignment> study, double seconds, double cpuMillis) {
    Optional<Trial> repeated =
        study.trials().stream().filter(trial -> trial.attempts() > 1).findFirst();
    System.out.printf(
        Locale.ROOT,
        "%d workers, trials of %d ms: %d trials in %.2f s, %.0f a second (%.3f of linear),"
            + " %.2f ms of processor a trial%s%n",
        load.workers(),
        load.millis(),
        load.trials(),
        seconds,
        load.trials() / seconds,
        load.millis() == 0
            ? Double.NaN
            : load.trials() * load.millis() / 1000.0 / load.workers() / seconds,
        cpuMillis / load.trials(),
        repeated.map(trial -> ", repeated: " + trial.number()).orElse(""));
  }

  /** A store whose studies keep each event before the next. */
  private record Alone(TrialStore store) implements TrialStore {

    @Override
    public StudyLog create(StudyDefinition definition) {
      return new AloneLog(store.create(definition));
    }

    @Override
    public Optional<StudyLog> find(String study) {
      return store.find(study).map(AloneLog::new);
    }

    @Override
    public List<String> studies() {
      return store.studies();
    }

    @Override
    public StudyAttributes attributes(String study) {
      return store.attributes(study);
    }

    @Override
    public Assessments assessments(String study) {
      return store.assessments(study);
    }

    @Override
    public void close() {
      store.close();
    }
  }

  /** With the interface's own {@code enter}, which is {@code append}. */
  private record AloneLog(StudyLog log) implements StudyLog {

    @Override
    public StudyDefinition definition() {
      return log.definition();
    }

    @Override
    public List<Trial> trials() {
      return log.trials();
    }

    @Override
    public void append(TrialEvent event) {
      log.append(event);
    }
  }
}

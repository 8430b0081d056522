package io.paretune.experiments.network;

import io.paretune.experiments.coordinator.CoordinatorLog;
import io.paretune.hardware.SharedDirectory;
import io.paretune.results.store.H2TrialStore;
import io.paretune.search.sampler.RandomSampler;
import io.paretune.search.space.Assignment;
import io.paretune.search.space.SearchSpace;
import io.paretune.search.study.Budget;
import io.paretune.search.study.Study;
import io.paretune.search.trial.Trial;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/**
 * Measures how fast trials come over loopback, with a durable store and a log; no test. Arguments:
 * workers, milliseconds of a trial, trials.
 */
public final class NetworkThroughput {
  private NetworkThroughput() {}

  private static long cpu() {
    return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO).toNanos();
  }

  /** Prints one line. */
  public static void main(String[] arguments) throws IOException {
    int workers = Integer.parseInt(arguments[0]);
    long millis = Long.parseLong(arguments[1]);
    long trials = Long.parseLong(arguments[2]);
    Files.createDirectories(SharedDirectory.path());
    Path directory = Files.createTempDirectory(SharedDirectory.path(), "throughput");
    SearchSpace space =
        SearchSpace.builder().real("x", 0, 1).real("y", 0, 1).whole("n", 0, 1_000_000).build();
    try (H2TrialStore store = H2TrialStore.open(directory.resolve("study"));
        Loopback net = new Loopback(directory)) {
      Study<Assignment> study =
          Study.of(space)
              .name("throughput")
              .maximize("gain")
              .sampler(new RandomSampler())
              .store(store)
              .start();
      net.begin(
          net.host(
              workers,
              Loopback.evaluating(
                  (trial, assignment, channel) -> {
                    if (millis > 0) {
                      Thread.sleep(millis);
                    }
                    return Loopback.gain((double) trial);
                  })));
      long before = cpu();
      long began = System.nanoTime();
      net.coordinator(
              study,
              Loopback.settings(),
              new CoordinatorLog(directory.resolve("log"), Clock.systemUTC()))
          .run(Budget.trials(trials));
      double seconds = (System.nanoTime() - began) / 1e9;
      Optional<Trial> repeated =
          study.trials().stream().filter(trial -> trial.attempts() > 1).findFirst();
      System.out.printf(
          Locale.ROOT,
          "%d workers, trials of %d ms: %d trials in %.2f s, %.0f a second (%.3f of linear),"
              + " %.2f ms of processor a trial%s%n",
          workers,
          millis,
          trials,
          seconds,
          trials / seconds,
          millis == 0 ? Double.NaN : trials * millis / 1000.0 / workers / seconds,
          (cpu() - before) / 1e6 / trials,
          repeated.map(trial -> ", repeated: " + trial.number()).orElse(""));
    }
  }
}

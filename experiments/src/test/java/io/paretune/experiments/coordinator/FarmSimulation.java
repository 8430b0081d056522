package io.paretune.experiments.coordinator;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.paretune.experiments.config.WorkerSettings;
import io.paretune.experiments.worker.FromWorker;
import io.paretune.experiments.worker.Stage;
import io.paretune.experiments.worker.ToWorker;
import io.paretune.experiments.worker.Worker;
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
import java.util.ArrayDeque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What a trial of no time costs the coordinator with many workers and many trials; no test. The
 * store, the log, the places and the messages as JSON are real, the workers answer at once.
 * Arguments: workers, trials, and how many trials make a line.
 */
public final class FarmSimulation {

  private FarmSimulation() {}

  /** Prints a line for each part of the run. */
  public static void main(String[] arguments) throws IOException {
    int workers = Integer.parseInt(arguments[0]);
    long trials = Long.parseLong(arguments[1]);
    Path directory = Files.createTempDirectory("farm");
    SearchSpace space =
        SearchSpace.builder().real("x", 0, 1).real("y", 0, 1).whole("n", 0, 1_000_000).build();
    try (H2TrialStore store = H2TrialStore.open(directory.resolve("study"))) {
      Study<Assignment> study =
          Study.of(space)
              .name("farm")
              .minimize("loss")
              .minimize("cost")
              .sampler(new RandomSampler())
              .store(store)
              .start();
      Costs costs = new Costs(Long.parseLong(arguments[2]), directory.resolve("study.mv.db"));
      new Coordinator(
              study,
              new WorkerPlan(settings(workers), slot -> Optional.of(new Simulated()), setup()),
              new RunListeners(
                  List.of(new CoordinatorLog(directory.resolve("log"), Clock.systemUTC()), costs)),
              Clock.systemUTC())
          .run(Budget.trials(trials));
    }
  }

  private static WorkerSettings settings(int workers) {
    return new WorkerSettings(
        workers, 1, 64, Duration.ofHours(9), 3, Integer.MAX_VALUE, 4096, Duration.ofSeconds(1));
  }

  private static ToWorker.Setup setup() {
    return new ToWorker.Setup(
        new ToWorker.ExperimentText("e.yaml", "/", "name: e\n"),
        new ToWorker.Directories("/none", "/none"),
        new ToWorker.TrialSettings(3, 1, Stage.SEARCH));
  }

  /** Says what the trials of each part took, on the wall, of the processor and of the heap. */
  private static final class Costs implements RunListener {

    private final long part;
    private final Path file;
    private final AtomicLong ended = new AtomicLong();
    private long began = System.nanoTime();
    private long processor = processor();

    Costs(long part, Path file) {
      this.part = part;
      this.file = file;
    }

    private static long processor() {
      return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO).toNanos();
    }

    @Override
    public void trialChanged(Trial trial) {
      long count = ended.incrementAndGet();
      if (count % part == 0) {
        line(count);
      }
    }

    private synchronized void line(long count) {
      long now = System.nanoTime();
      long used = processor();
      double wall = (now - began) / 1e6 / part;
      double worked = (used - processor) / 1e6 / part;
      System.gc(); // what is held, and not what is to be collected
      Runtime memory = Runtime.getRuntime();
      System.out.printf(
          Locale.ROOT,
          "%,9d trials: %.2f ms of the wall and %.2f ms of processor a trial, heap %d MB, file %d"
              + " MB%n",
          count,
          wall,
          worked,
          (memory.totalMemory() - memory.freeMemory()) >> 20,
          file.toFile().length() >> 20);
      began = System.nanoTime();
      processor = processor();
    }
  }

  /** Answers each evaluation at once; what goes between is text, as over any pipe. */
  private static final class Simulated implements Worker {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final ArrayDeque<String> said = new ArrayDeque<>();

    @Override
    public void tell(ToWorker message) {
      try {
        ToWorker heard = JSON.readValue(JSON.writeValueAsString(message), ToWorker.class);
        if (heard instanceof ToWorker.Setup) {
          said.add(JSON.writeValueAsString(new FromWorker.Ready()));
        } else if (heard instanceof ToWorker.Evaluate evaluate) {
          said.add(JSON.writeValueAsString(measured(evaluate)));
        }
      } catch (JsonProcessingException impossible) {
        throw new IllegalStateException(impossible);
      }
    }

    private static FromWorker measured(ToWorker.Evaluate evaluate) {
      double x = ((Number) evaluate.assignment().getOrDefault("x", 0)).doubleValue();
      double y = ((Number) evaluate.assignment().getOrDefault("y", 0)).doubleValue();
      return new FromWorker.Measured(
          evaluate.trial(),
          Map.of("loss", x + y * y, "cost", 1 - x + y),
          Map.of("machine", "simulated", "duration", "0"));
    }

    @Override
    public FromWorker listen(Duration silence, long deadline) {
      try {
        return JSON.readValue(said.remove(), FromWorker.class);
      } catch (JsonProcessingException impossible) {
        throw new IllegalStateException(impossible);
      }
    }

    @Override
    public long residentBytes() {
      return 0;
    }

    @Override
    public void kill() {
      // there is no process
    }

    @Override
    public void close() {
      // there is no process
    }
  }
}

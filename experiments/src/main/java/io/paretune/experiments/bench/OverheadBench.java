package io.paretune.experiments.bench;

import io.paretune.experiments.config.SamplerSpec;
import io.paretune.results.store.H2TrialStore;
import io.paretune.search.sampler.RandomSampler;
import io.paretune.search.sampler.Sampler;
import io.paretune.search.sampler.StudyHints;
import io.paretune.search.space.Assignment;
import io.paretune.search.space.SearchSpace;
import io.paretune.search.study.ActiveTrial;
import io.paretune.search.study.Study;
import io.paretune.search.study.StudyBuilder;
import io.paretune.search.trial.InMemoryTrialStore;
import io.paretune.search.trial.Outcome;
import io.paretune.search.trial.StudyDefinition;
import io.paretune.search.trial.TrialStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * What a sampler and a store cost: processor time of ask and tell, with an evaluation that takes
 * none, over ten parameters of all kinds (four real, two on a logarithmic scale, two whole, two
 * choices) and two objectives, or one for a sampler that takes no more.
 *
 * @param checkpoints numbers of trials, ascending, different, each at least 1, at least one
 * @param store who remembers
 */
public record OverheadBench(List<Long> checkpoints, Store store) {

  /** Trials of the study that is run first and not timed, so that the code is compiled. */
  private static final long WARM_UP_TRIALS = 5_000;

  /** Processor time after which warming up ends: a costly sampler's own code dominates by then. */
  private static final double WARM_UP_MILLIS = 3_000;

  /** Trials before a checkpoint over which its cost is averaged: enough for a sampler's rounds. */
  private static final long WINDOW = 200;

  private static final SearchSpace SPACE =
      SearchSpace.builder()
          .real("dropout", 0, 0.5)
          .real("momentum", 0.5, 0.99)
          .real("smoothing", 0, 0.2)
          .real("scale", -1, 1)
          .logReal("learning-rate", 1e-5, 1e-1)
          .logReal("weight-decay", 1e-6, 1e-2)
          .whole("depth", 1, 12)
          .whole("width", 16, 512, 16)
          .choice("activation", "relu", "gelu", "silu", "tanh")
          .choice("optimizer", "sgd", "adam", "lamb")
          .build();

  /** Who remembers the trials. */
  public enum Store {
    /** The heap alone. */
    MEMORY,
    /** A database in a temporary directory, a transaction an event; deleted afterwards. */
    H2
  }

  /** Checks the numbers. */
  public OverheadBench {
    checkpoints = checkpoints.stream().distinct().sorted().toList();
    if (checkpoints.isEmpty() || checkpoints.get(0) < 1) {
      throw new IllegalArgumentException(
          "numbers of trials must be at least 1, got " + checkpoints);
    }
  }

  /**
   * How many objectives a sampler is measured with: two, or one if it refuses two.
   *
   * @throws IllegalArgumentException if it refuses one, too
   */
  public int objectives(SamplerSpec sampler) {
    try {
      make(sampler).requireFit(definition(2));
      return 2;
    } catch (IllegalArgumentException refused) {
      make(sampler).requireFit(definition(1));
      return 1;
    }
  }

  /** A sampler that knows how long the study is. */
  private Sampler make(SamplerSpec sampler) {
    long most = checkpoints.get(checkpoints.size() - 1);
    return sampler.make(new StudyHints(OptionalLong.of(most), 1));
  }

  /**
   * One study, to the last checkpoint, after another one in memory that only warms the machine up.
   *
   * @return two rows a checkpoint: the mean over the last 200 trials before it and, under a name
   *     that ends in {@code -all}, over all trials up to it
   */
  public List<BenchRow> run(SamplerSpec sampler, int objectives, long seed) {
    warmUp(sampler, objectives);
    if (store == Store.MEMORY) {
      return run(sampler, objectives, seed, new InMemoryTrialStore());
    }
    try {
      Path directory = Files.createTempDirectory("paretune-bench");
      try (H2TrialStore database = H2TrialStore.open(directory.resolve("study"))) {
        return run(sampler, objectives, seed, database);
      } finally {
        delete(directory);
      }
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private void warmUp(SamplerSpec sampler, int objectives) {
    CpuTime spent = new CpuTime();
    Study<Assignment> study = study(objectives).sampler(make(sampler)).seed(0).start();
    for (long done = 0; done < WARM_UP_TRIALS && spent.millis() < WARM_UP_MILLIS; ) {
      spent.go();
      done = advance(study, done, done + 10);
      spent.pause();
    }
  }

  private static void delete(Path directory) throws IOException {
    List<Path> inside;
    try (Stream<Path> files = Files.walk(directory)) {
      inside = files.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path file : inside) {
      Files.deleteIfExists(file);
    }
  }

  private List<BenchRow> run(SamplerSpec sampler, int objectives, long seed, TrialStore trials) {
    String problem = "ask+tell-" + store.name().toLowerCase(Locale.ROOT);
    List<BenchRow> rows = new ArrayList<>();
    CpuTime all = new CpuTime();
    long done = 0;
    Study<Assignment> study =
        study(objectives).sampler(make(sampler)).store(trials).seed(seed).start();
    for (long checkpoint : checkpoints) {
      long windowStart = Math.max(done, checkpoint - WINDOW);
      all.go();
      done = advance(study, done, windowStart);
      all.pause();
      double before = all.millis();
      all.go();
      done = advance(study, done, checkpoint);
      all.pause();
      double near = (all.millis() - before) / (double) (checkpoint - windowStart);
      rows.add(row(problem, sampler, seed, checkpoint, near));
      rows.add(
          row(problem + "-all", sampler, seed, checkpoint, all.millis() / (double) checkpoint));
    }
    return rows;
  }

  private static long advance(Study<Assignment> study, long from, long to) {
    for (long i = from; i < to; i++) {
      ActiveTrial<Assignment> trial = study.ask().orElseThrow();
      study.tell(trial.number(), outcome(trial, study.definition().objectives().size()));
    }
    return to;
  }

  /** Two objectives that are at odds: deep and wide is accurate, and slow. */
  private static Outcome outcome(ActiveTrial<Assignment> trial, int objectives) {
    Assignment point = trial.assignment();
    double capacity = point.real("depth") * Math.sqrt(point.real("width"));
    double rate = Math.log10(point.real("learning-rate")) + 3;
    double decay = Math.log10(point.real("weight-decay")) + 4;
    double error =
        1 / (1 + capacity)
            + 0.01 * (rate * rate + decay * decay)
            + point.real("dropout") * 0.1
            + Math.abs(point.real("momentum") - 0.9)
            + point.real("smoothing") * 0.1
            + 0.05 * point.real("scale") * point.real("scale")
            + (point.text("activation").equals("gelu") ? 0 : 0.02)
            + (point.text("optimizer").equals("adam") ? 0 : 0.03);
    return objectives == 1 ? trial.measured(error) : trial.measured(error, capacity);
  }

  private static StudyBuilder<Assignment> study(int objectives) {
    StudyBuilder<Assignment> study = Study.of(SPACE).name("overhead").minimize("error");
    return objectives == 1 ? study : study.minimize("cost");
  }

  private static StudyDefinition definition(int objectives) {
    return study(objectives).sampler(new RandomSampler()).start().definition();
  }

  private static BenchRow row(
      String problem, SamplerSpec sampler, long seed, long trials, double millis) {
    return new BenchRow(
        "overhead",
        problem,
        sampler.name(),
        seed,
        trials,
        BenchProblem.Quality.UNKNOWN,
        OptionalDouble.of(millis));
  }
}

package io.paretune.tests.benchmarks;

import io.paretune.results.store.H2TrialStore;
import io.paretune.search.sampler.RandomSampler;
import io.paretune.search.space.Assignment;
import io.paretune.search.study.Study;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** A trial in the database, two durable events, at a length of history: means of 500. */
@State(Scope.Thread)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3)
@Measurement(iterations = 10)
@Fork(1)
@SuppressWarnings("NullAway.Init") // by JMH
public class Store {

  private static final int TRIALS = 500;

  /** Finished trials before the first. */
  @Param({"1000", "10000"})
  int history;

  private Path directory;
  private H2TrialStore store;
  private Study<Assignment> study;

  /** A database with a study of that length, in the directory for temporary files. */
  @Setup(Level.Trial)
  public void open() throws IOException {
    directory = Files.createTempDirectory("paretune-benchmark");
    store = H2TrialStore.open(directory.resolve("study"));
    study =
        Study.of(Fixtures.mixed())
            .minimize("a")
            .minimize("b")
            .sampler(new RandomSampler())
            .store(store)
            .start();
    for (int i = 0; i < history; i++) {
      Fixtures.step(study);
    }
  }

  /** Removes the database. */
  @TearDown(Level.Trial)
  public void close() throws IOException {
    store.close();
    List<Path> inside;
    try (Stream<Path> files = Files.walk(directory)) {
      inside = files.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path file : inside) {
      Files.delete(file);
    }
  }

  /** So many trials; the figure is that of one. */
  @Benchmark
  @OperationsPerInvocation(TRIALS)
  public void trial() {
    for (int i = 0; i < TRIALS; i++) {
      Fixtures.step(study);
    }
  }
}

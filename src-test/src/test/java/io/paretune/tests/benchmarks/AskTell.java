package io.paretune.tests.benchmarks;

import io.paretune.experiments.spec.SamplerSpec;
import io.paretune.search.space.Assignment;
import io.paretune.search.study.Study;
import java.util.concurrent.TimeUnit;
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
import org.openjdk.jmh.annotations.Warmup;

/**
 * A trial in memory, ask and tell, at a length of history: the mean of 200, of a study anew each
 * time, so that the history is as long as it says. Other samplers by {@code -p sampler=tpe}.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5)
@Measurement(iterations = 10)
@Fork(1)
@SuppressWarnings("NullAway.Init") // by JMH
public class AskTell {

  private static final int TRIALS = 200;

  /** A name of the command line. */
  @Param({"random", "nsga2", "nsga3", "aging-evolution", "sobol"})
  String sampler;

  /** Finished trials before. */
  @Param({"1000", "10000"})
  int history;

  private Study<Assignment> study;

  /** A study of that length. */
  @Setup(Level.Iteration)
  public void prepare() {
    study =
        Study.of(Fixtures.mixed())
            .minimize("a")
            .minimize("b")
            .sampler(SamplerSpec.named(sampler).make())
            .start();
    for (int i = 0; i < history; i++) {
      Fixtures.step(study);
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

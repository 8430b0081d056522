package io.paretune.tests.benchmarks;

import io.paretune.experiments.config.SamplerSpec;
import io.paretune.search.sampler.RandomSampler;
import io.paretune.search.sampler.Sampler;
import io.paretune.search.space.Assignment;
import io.paretune.search.study.Study;
import io.paretune.search.trial.StudyView;
import java.util.Optional;
import java.util.Set;
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
 * time, so that the history is as long as it says. Samplers that cost milliseconds get a history of
 * random trials, which costs nothing to make, and 20 trials of their own before the watch starts.
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
  private static final int SETTLING = 20;
  private static final Set<String> COSTLY = Set.of("tpe", "gp", "surrogate");

  /** A name of the command line. */
  @Param({
    "random",
    "sobol",
    "nsga2",
    "nsga3",
    "aging-evolution",
    "reinforce",
    "cma-es",
    "tpe",
    "surrogate",
    "gp"
  })
  String sampler;

  /** Finished trials before. */
  @Param({"1000", "10000"})
  int history;

  private Study<Assignment> study;

  /** A study of that length. */
  @Setup(Level.Iteration)
  public void prepare() {
    Sampler own = SamplerSpec.named(sampler).make();
    study =
        Study.of(Fixtures.mixed())
            .minimize("a")
            .minimize("b")
            .sampler(COSTLY.contains(sampler) ? new After(history - SETTLING, own) : own)
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

  /** Random trials up to a number, then the sampler's. */
  private record After(long number, Sampler sampler) implements Sampler {

    @Override
    public String name() {
      return sampler.name();
    }

    @Override
    public Optional<Assignment> ask(StudyView view, long trialNumber) {
      return trialNumber < number
          ? new RandomSampler().ask(view, trialNumber)
          : sampler.ask(view, trialNumber);
    }
  }
}

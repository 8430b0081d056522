package io.paretune.experiments.bench;

import io.paretune.evaluators.table.SimulatedClock;
import io.paretune.evaluators.table.SimulatedWorkers;
import io.paretune.experiments.config.SamplerSpec;
import io.paretune.search.sampler.RandomSampler;
import io.paretune.search.sampler.Sampler;
import io.paretune.search.sampler.StudyHints;
import io.paretune.search.space.Assignment;
import io.paretune.search.study.Budget;
import io.paretune.search.study.Study;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * Searches a problem once a seed and looks at the study at checkpoints.
 *
 * @param checkpoints numbers of finished trials, ascending, different, each at least 1, at least
 *     one
 * @param workers simulated workers, at least 1
 * @param timeLimit simulated time after which no trial is started; empty for none
 */
public record SearchBench(List<Long> checkpoints, int workers, Optional<Duration> timeLimit) {

  /** Checks the numbers. */
  public SearchBench {
    checkpoints = checkpoints.stream().distinct().sorted().toList();
    if (checkpoints.isEmpty() || checkpoints.get(0) < 1) {
      throw new IllegalArgumentException(
          "numbers of evaluations must be at least 1, got " + checkpoints);
    }
    if (workers < 1) {
      throw new IllegalArgumentException("workers must be at least 1, got " + workers);
    }
  }

  /** Evaluations of the longest study. */
  public long most() {
    return checkpoints.get(checkpoints.size() - 1);
  }

  /**
   * Whether a sampler can search a problem at all.
   *
   * @throws IllegalArgumentException if it cannot, saying why
   */
  public void check(BenchProblem problem, SamplerSpec sampler) {
    make(sampler)
        .requireFit(problem.study().get().sampler(new RandomSampler()).start().definition());
  }

  /** A sampler that knows how long the longest study is, and how many workers there are. */
  private Sampler make(SamplerSpec sampler) {
    return sampler.make(new StudyHints(OptionalLong.of(most()), workers));
  }

  /**
   * One study, to the last checkpoint. A study that ends before a checkpoint, its space exhausted
   * or its time over, stays as it is.
   *
   * @return a row a checkpoint
   */
  public List<BenchRow> run(BenchProblem problem, SamplerSpec sampler, long seed) {
    SimulatedClock clock = new SimulatedClock();
    CpuTime cpu = new CpuTime();
    List<BenchRow> rows = new ArrayList<>();
    cpu.go();
    Study<Assignment> study =
        problem.study().get().sampler(make(sampler)).seed(seed).clock(clock).start();
    Budget budget = new Budget(most(), timeLimit);
    new SimulatedWorkers(workers, clock)
        .run(
            study,
            problem.evaluator(),
            problem.duration(),
            budget,
            () -> {
              if (study.finished() == checkpoints.get(rows.size())) {
                cpu.pause();
                rows.add(row(problem, sampler, seed, rows.size(), study, cpu));
                cpu.go();
              }
            });
    cpu.pause();
    while (rows.size() < checkpoints.size()) {
      rows.add(row(problem, sampler, seed, rows.size(), study, cpu));
    }
    return rows;
  }

  private BenchRow row(
      BenchProblem problem,
      SamplerSpec sampler,
      long seed,
      int checkpoint,
      Study<Assignment> study,
      CpuTime cpu) {
    return new BenchRow(
        problem.bench(),
        problem.name(),
        sampler.name(),
        seed,
        checkpoints.get(checkpoint),
        problem.quality().apply(study),
        OptionalDouble.of(cpu.millis()));
  }
}

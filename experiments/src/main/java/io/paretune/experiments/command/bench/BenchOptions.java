package io.paretune.experiments.command.bench;

import io.paretune.experiments.bench.BenchProblem;
import io.paretune.experiments.bench.BenchRow;
import io.paretune.experiments.bench.Medians;
import io.paretune.experiments.bench.SearchBench;
import io.paretune.experiments.command.terminal.UsageException;
import io.paretune.experiments.config.SamplerSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/** What the benchmarks' commands have in common. */
final class BenchOptions {

  /** From so many evaluations on, NSGA-II has the population of the published comparisons. */
  private static final long LONG_STUDY = 10_000;

  private static final String LONG_STUDY_POPULATION = "100";

  @Option(
      names = "--sampler",
      paramLabel = "NAME",
      split = ",",
      description = "who searches; several are compared; default " + SamplerSpec.DEFAULT)
  List<String> samplers = List.of(SamplerSpec.DEFAULT);

  @Option(
      names = "--sampler-settings",
      paramLabel = "KEY=VALUE",
      split = ",",
      description = "the sampler's settings, by the keys of experiment files")
  Map<String, String> settings = new LinkedHashMap<>();

  @Option(
      names = "--seeds",
      paramLabel = "N",
      description = "one study each for the seeds 1 to N; default 1")
  int seeds = 1;

  /** The samplers, checked; {@code trials} is the longest study's length. */
  List<SamplerSpec> samplers(long trials) {
    if (seeds < 1) {
      throw new UsageException("--seeds must be at least 1, got " + seeds);
    }
    List<SamplerSpec> specs = new ArrayList<>();
    for (String name : samplers) {
      Map<String, String> given = new LinkedHashMap<>(settings);
      if (name.equals("nsga2") && trials >= LONG_STUDY) {
        given.putIfAbsent("population", LONG_STUDY_POPULATION);
      }
      specs.add(
          UsageException.orRefuse(
              () ->
                  given.isEmpty()
                      ? SamplerSpec.named(name)
                      : SamplerSpec.configured(name, given, "--sampler-settings")));
    }
    return specs;
  }

  /**
   * Runs every sampler on every problem with every seed, and prints.
   *
   * @param notes for people, once all is known to be sound
   */
  void search(
      SearchBench bench, List<BenchProblem> problems, List<SamplerSpec> specs, List<String> notes) {
    for (BenchProblem problem : problems) {
      for (SamplerSpec spec : specs) {
        UsageException.orRefuse(
            () -> {
              bench.check(problem, spec);
              return spec;
            });
      }
    }
    notes.forEach(System.err::println);
    List<BenchRow> all = new ArrayList<>();
    System.out.println(BenchRow.HEADER);
    for (BenchProblem problem : problems) {
      for (SamplerSpec spec : specs) {
        for (int seed = 1; seed <= seeds; seed++) {
          long start = System.nanoTime();
          List<BenchRow> rows = bench.run(problem, spec, seed);
          print(rows, all);
          told(problem.name(), spec, seed, start);
        }
      }
    }
    System.err.print(Medians.text(all));
  }

  /** Prints rows as they come, and keeps them. */
  static void print(List<BenchRow> rows, List<BenchRow> all) {
    rows.forEach(row -> System.out.println(row.csv()));
    System.out.flush();
    all.addAll(rows);
  }

  /** Says on standard error that a study is done. */
  void told(String problem, SamplerSpec spec, int seed, long startNanos) {
    Duration took = Duration.ofNanos(System.nanoTime() - startNanos);
    System.err.println(
        problem
            + ": "
            + spec.name()
            + ", seed "
            + seed
            + " of "
            + seeds
            + ", "
            + took.toMillis()
            + " ms");
  }

  /** A benchmark, its numbers checked. */
  static SearchBench bench(List<Long> evaluations, int workers, Optional<Duration> timeLimit) {
    return UsageException.orRefuse(() -> new SearchBench(evaluations, workers, timeLimit));
  }
}

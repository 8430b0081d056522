package io.paretune.experiments.command.bench;

import io.paretune.evaluators.table.TableBenchmark;
import io.paretune.experiments.bench.BenchProblem;
import io.paretune.experiments.bench.BenchRow;
import io.paretune.experiments.bench.Medians;
import io.paretune.experiments.bench.OverheadBench;
import io.paretune.experiments.bench.SearchBench;
import io.paretune.experiments.command.terminal.Spans;
import io.paretune.experiments.command.terminal.UsageException;
import io.paretune.experiments.config.SamplerSpec;
import io.paretune.hardware.yaml.Nearest;
import io.paretune.search.problem.Problem;
import io.paretune.search.problem.Problems;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code paretune bench}. */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    description = {
      "Compares samplers where the truth is known, and says what they cost; says how well a shared"
          + " network, or a look at an untrained one, ranks.",
      "tables, functions and overhead print CSV: " + BenchRow.HEADER
    },
    subcommands = {
      BenchCommand.Tables.class,
      BenchCommand.Functions.class,
      BenchCommand.Overhead.class,
      BenchSharing.class,
      BenchProxies.class
    })
public final class BenchCommand implements Runnable {

  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets the field before it calls anything
  BenchCommand() {}

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(),
        "a command is missing: tables, functions, overhead, sharing or proxies");
  }

  /** {@code paretune bench tables}. */
  @Command(
      name = "tables",
      mixinStandardHelpOptions = true,
      description = "Searches tables in which every candidate is already evaluated.")
  static final class Tables implements Callable<Integer> {
    @Parameters(
        paramLabel = "SPEC.yaml",
        arity = "1..*",
        description = "says what the table's columns mean; see docs/benchmarks.md")
    private List<Path> specs = List.of();

    @Mixin private final BenchOptions options = new BenchOptions();

    @Option(
        names = "--evaluations",
        paramLabel = "N",
        split = ",",
        description = "checkpoints, in finished trials; default 100,300,1000")
    private List<Long> evaluations = List.of(100L, 300L, 1000L);

    @Option(
        names = "--workers",
        paramLabel = "N",
        description = "simulated workers that search side by side; default 1")
    private int workers = 1;

    @Option(
        names = "--time-limit",
        paramLabel = "SPAN",
        converter = Spans.class,
        description = "start no trial after this simulated time, for instance 30m or 12h")
    private Optional<Duration> timeLimit = Optional.empty();

    @Override
    public Integer call() {
      SearchBench bench = BenchOptions.bench(evaluations, workers, timeLimit);
      List<SamplerSpec> samplers = options.samplers(bench.most());
      List<BenchProblem> problems = new ArrayList<>();
      List<String> notes = new ArrayList<>();
      for (Path spec : specs) {
        TableBenchmark table = UsageException.orRefuse(() -> TableBenchmark.read(spec));
        problems.add(BenchProblem.of(table));
        table.notes().forEach(note -> notes.add(table.name() + ": " + note));
        notes.add(
            String.format(
                Locale.ROOT,
                "%s: %d assignments of %d parameters%s; true front of %d, hypervolume %.4f",
                table.name(),
                table.size(),
                table.space().dimension(),
                table.complete() ? ", the whole space" : ", searched over the rows only",
                table.front().size(),
                table.front().hypervolume()));
      }
      options.search(bench, problems, samplers, notes);
      return 0;
    }
  }

  /** {@code paretune bench functions}. */
  @Command(
      name = "functions",
      mixinStandardHelpOptions = true,
      description = "Searches the field's usual functions, whose optima are known.")
  static final class Functions implements Callable<Integer> {
    @Option(
        names = "--problems",
        paramLabel = "NAME",
        split = ",",
        required = true,
        description = "zdt1, dtlz2, branin, ackley-4 and so on; 'list' names them all")
    private List<String> names = List.of();

    @Mixin private final BenchOptions options = new BenchOptions();

    @Option(
        names = "--evaluations",
        paramLabel = "N",
        split = ",",
        description = "checkpoints, in finished trials; default 1000")
    private List<Long> evaluations = List.of(1000L);

    @Option(
        names = "--workers",
        paramLabel = "N",
        description = "simulated workers that search side by side; default 1")
    private int workers = 1;

    @Override
    public Integer call() {
      if (names.equals(List.of("list"))) {
        Problems.names().forEach(System.out::println);
        return 0;
      }
      SearchBench bench = BenchOptions.bench(evaluations, workers, Optional.empty());
      List<SamplerSpec> samplers = options.samplers(bench.most());
      List<BenchProblem> problems =
          names.stream().map(name -> BenchProblem.of(problem(name))).toList();
      options.search(bench, problems, samplers, List.of());
      return 0;
    }

    private static Problem problem(String name) {
      try {
        return Problems.named(name);
      } catch (IllegalArgumentException unknown) {
        throw new UsageException(
            unknown.getMessage() + Nearest.hint(name, Problems.names()), unknown);
      }
    }
  }

  /** {@code paretune bench overhead}. */
  @Command(
      name = "overhead",
      mixinStandardHelpOptions = true,
      description = "Times ask and tell with an evaluation that takes no time.")
  static final class Overhead implements Callable<Integer> {
    @Mixin private final BenchOptions options = new BenchOptions();

    @Option(
        names = "--trials",
        paramLabel = "N",
        split = ",",
        description = "checkpoints, in finished trials; default 1000,10000")
    private List<Long> trials = List.of(1000L, 10_000L);

    @Option(
        names = "--store",
        paramLabel = "memory|h2",
        description = "who remembers the trials; default memory")
    private OverheadBench.Store store = OverheadBench.Store.MEMORY;

    @Override
    public Integer call() {
      OverheadBench bench = UsageException.orRefuse(() -> new OverheadBench(trials, store));
      List<SamplerSpec> samplers = options.samplers(0);
      List<Integer> objectives =
          samplers.stream()
              .map(sampler -> UsageException.orRefuse(() -> bench.objectives(sampler)))
              .toList();
      List<BenchRow> all = new ArrayList<>();
      System.out.println(BenchRow.HEADER);
      for (int i = 0; i < samplers.size(); i++) {
        SamplerSpec sampler = samplers.get(i);
        for (int seed = 1; seed <= options.seeds; seed++) {
          long start = System.nanoTime();
          BenchOptions.print(bench.run(sampler, objectives.get(i), seed), all);
          options.told("objectives: " + objectives.get(i), sampler, seed, start);
        }
      }
      System.err.print(Medians.text(all));
      return 0;
    }
  }
}

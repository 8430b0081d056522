package io.paretune.experiments.command.bench;

import io.paretune.evaluators.proxy.InitialLook;
import io.paretune.evaluators.trial.NetworkProblem;
import io.paretune.evaluators.trial.pipeline.Workplace;
import io.paretune.experiments.bench.PublishedTable;
import io.paretune.experiments.bench.PublishedTable.Labelled;
import io.paretune.experiments.bench.proxies.LookedAt;
import io.paretune.experiments.bench.proxies.ProxyBench;
import io.paretune.experiments.bench.proxies.ProxyTable;
import io.paretune.experiments.bench.proxies.RankSum;
import io.paretune.experiments.command.terminal.UsageException;
import io.paretune.hardware.lease.MeasuringLease;
import io.paretune.hardware.runtime.torch.TorchEngine;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code paretune bench proxies}. */
@Command(
    name = "proxies",
    mixinStandardHelpOptions = true,
    description = {
      "Says how well zero-cost proxies and counters rank the networks of a published table, and"
          + " what a look costs.",
      "Prints CSV, a line a network, which 'bench tables' can join with the table; Kendall's tau of"
          + " each figure with the labels is on standard error."
    })
final class BenchProxies implements Callable<Integer> {

  /** Networks between two signs of life. */
  private static final int OFTEN = 100;

  @Parameters(
      paramLabel = "EXPERIMENT.yaml",
      description = "whose data and family; all but the operations must have one value")
  private Path experiment = Path.of("");

  @Option(
      names = "--labels",
      paramLabel = "TABLE",
      required = true,
      description = "the published table of nas-bench-macro or nas-bench-201, CSV or JSON")
  private Path labels = Path.of("");

  @Option(
      names = "--label",
      paramLabel = "COLUMN",
      description = "the table's column, the higher the better; default its accuracy")
  private Optional<String> label = Optional.empty();

  @Option(
      names = "--networks",
      paramLabel = "N",
      description = "how many rows of the table, at random; default 100")
  private int count = 100;

  @Option(
      names = "--images",
      paramLabel = "N",
      description = "training images of a look, 2 to 64; default 16")
  private int images = InitialLook.IMAGES;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "of the fresh weights and of which rows; default the experiment's")
  private Optional<Long> seed = Optional.empty();

  @Option(
      names = "--ranks",
      paramLabel = "A+B",
      split = ",",
      description = "figures whose ranks are added; default ${DEFAULT-VALUE}")
  private List<String> ranks =
      List.of(
          "swap+participation+jacobian+multiply-adds",
          "swap+participation",
          "swap+multiply-adds",
          "naswot+layers",
          "naswot+multiply-adds");

  @Override
  public Integer call() {
    List<RankSum> sums = UsageException.orRefuse(() -> ranks.stream().map(RankSum::parse).toList());
    BenchExperiment read = BenchExperiment.read(experiment);
    long chosen = read.seed(seed);
    NetworkProblem problem =
        UsageException.orRefuse(
            () ->
                read.problem(
                    read.trials(
                        "; give an experiment with 'family: nas-bench-201' or"
                            + " 'nas-bench-macro'")));
    ProxyBench bench = UsageException.orRefuse(() -> bench(problem, chosen));
    PublishedTable table =
        UsageException.orRefuse(
            () ->
                PublishedTable.read(
                    labels, problem.family(), problem.family().space(problem.context()), label));
    List<Labelled> drawn = UsageException.orRefuse(() -> bench.draw(table, count, chosen));
    print(bench, drawn, new ProxyTable(table.keyColumn(), sums));
    return 0;
  }

  private ProxyBench bench(NetworkProblem problem, long chosen) {
    return new ProxyBench(
        problem,
        new InitialLook(
            problem.data().train(),
            images,
            chosen,
            TorchEngine.device(problem.spec().schedule().device()),
            Workplace.gate(MeasuringLease.ofThisHost())));
  }

  private static void print(ProxyBench bench, List<Labelled> drawn, ProxyTable table) {
    List<LookedAt> rows = new ArrayList<>();
    System.out.println(table.header());
    bench.run(
        drawn,
        row -> {
          rows.add(row);
          System.out.println(table.csv(row));
          System.out.flush();
          if (rows.size() % OFTEN == 0) {
            System.err.println("network " + rows.size() + " of " + drawn.size());
          }
        });
    System.err.print(table.text(rows));
  }
}

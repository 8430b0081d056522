package io.paretune.experiments.command.bench;

import io.paretune.evaluators.trial.NetworkProblem;
import io.paretune.evaluators.trial.TrialSpec;
import io.paretune.evaluators.trial.pipeline.Workplace;
import io.paretune.evaluators.trial.preparation.kept.Prepared;
import io.paretune.experiments.bench.PublishedTable;
import io.paretune.experiments.bench.sharing.DrawnNetwork;
import io.paretune.experiments.bench.sharing.NetworkDraw;
import io.paretune.experiments.bench.sharing.PublishedLabels;
import io.paretune.experiments.bench.sharing.RankTable;
import io.paretune.experiments.bench.sharing.SharingBench;
import io.paretune.experiments.bench.sharing.SharingRow;
import io.paretune.experiments.command.terminal.UsageException;
import io.paretune.hardware.SharedDirectory;
import io.paretune.hardware.WholeFile;
import io.paretune.hardware.lease.MeasuringLease;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code paretune bench sharing}. */
@Command(
    name = "sharing",
    mixinStandardHelpOptions = true,
    description = {
      "Says how well a shared network ranks: random networks of an experiment's family as its"
          + " parts, trained alone, and by what can be counted.",
      "Prints CSV, a line a network, then Kendall's tau of each column. What was found out is kept;"
          + " the same command goes on where it was ended."
    })
final class BenchSharing implements Callable<Integer> {

  @Parameters(paramLabel = "EXPERIMENT.yaml", description = "an experiment with 'sharing'")
  private Path experiment = Path.of("");

  @Option(
      names = "--networks",
      paramLabel = "N",
      description = "how many, each different; default 30")
  private int count = 30;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description =
          "of the shared network and of which ones are compared; default the experiment's")
  private Optional<Long> seed = Optional.empty();

  @Option(
      names = "--out",
      paramLabel = "FILE.csv",
      description = "write the CSV there, too, at the end; a file of another kind is left as it is")
  private Optional<Path> out = Optional.empty();

  @Option(
      names = "--no-alone",
      description = "train nothing but the shared network: compare it with --labels")
  private boolean noAlone;

  @Option(
      names = "--labels",
      paramLabel = "TABLE",
      description =
          "compare with published labels, too: the table of nas-bench-macro or nas-bench-201, CSV"
              + " or JSON")
  private Optional<Path> labels = Optional.empty();

  @Option(
      names = "--label",
      paramLabel = "COLUMN",
      description = "the table's column, the higher the better; default its accuracy")
  private Optional<String> label = Optional.empty();

  @Override
  public Integer call() throws IOException {
    requireTruth();
    BenchExperiment read = BenchExperiment.read(experiment);
    long chosen = read.seed(seed);
    NetworkProblem problem = UsageException.orRefuse(() -> problem(read));
    SharingBench bench =
        new SharingBench(
            problem,
            new SharingBench.Place(
                chosen, SharedDirectory.path(), Workplace.gate(MeasuringLease.ofThisHost())),
            !noAlone);
    List<DrawnNetwork> networks =
        UsageException.orRefuse(() -> NetworkDraw.of(bench.family(), count, chosen));
    PublishedLabels published = UsageException.orRefuse(() -> published(problem, bench, networks));
    RankTable table = new RankTable(bench.reported(), !published.isEmpty());
    requireOut(table.header());
    Printed printed = new Printed(table);
    measure(bench, networks, published, printed);
    if (out.isPresent()) {
      WholeFile.write(out.get(), unfinished -> Files.write(unfinished, printed.lines));
    }
    return 0;
  }

  private void requireTruth() {
    if (noAlone && labels.isEmpty()) {
      throw new UsageException("--no-alone leaves nothing to compare with: give --labels, too");
    }
    if (label.isPresent() && labels.isEmpty()) {
      throw new UsageException("--label names a column of a table: give --labels, too");
    }
  }

  private NetworkProblem problem(BenchExperiment read) {
    TrialSpec trials = read.trials(", so nothing shares weights; give an experiment with 'family'");
    if (trials.schedule().sharing().isEmpty()) {
      throw new IllegalArgumentException(
          experiment + " has no section 'sharing'; add it, for instance 'sharing: {epochs: 40}'");
    }
    NetworkProblem problem = read.problem(trials);
    problem.requireSharing();
    return problem;
  }

  private PublishedLabels published(
      NetworkProblem problem, SharingBench bench, List<DrawnNetwork> networks) {
    if (labels.isEmpty()) {
      return PublishedLabels.none();
    }
    PublishedLabels read =
        PublishedLabels.of(
            PublishedTable.read(labels.get(), problem.family(), bench.family().space(), label));
    read.requireFor(networks);
    return read;
  }

  private void requireOut(String header) throws IOException {
    if (out.isEmpty()) {
      return;
    }
    Path path = out.get();
    if (Files.exists(path) && !(Files.isRegularFile(path) && begins(path, header))) {
      throw new UsageException(
          "--out must be a new file, or one that this command has written with the same columns,"
              + " got "
              + path);
    }
    Path directory = path.toAbsolutePath().getParent();
    if (directory == null || !Files.isDirectory(directory)) {
      throw new UsageException("--out must lie in a directory that exists, got " + path);
    }
  }

  private static boolean begins(Path path, String header) throws IOException {
    byte[] wanted = (header + "\n").getBytes(StandardCharsets.UTF_8);
    try (InputStream file = Files.newInputStream(path)) {
      return Arrays.equals(file.readNBytes(wanted.length), wanted);
    }
  }

  private void measure(
      SharingBench bench, List<DrawnNetwork> networks, PublishedLabels published, Printed printed) {
    long began = System.nanoTime();
    Prepared prepared =
        bench.prepare(
            (epoch, of, loss) ->
                System.err.printf(
                    Locale.ROOT, "shared network, epoch %d of %d, loss %.4g%n", epoch, of, loss));
    System.err.printf(
        Locale.ROOT,
        "shared network: %s%n",
        prepared.found() ? "found" : "made in %d s".formatted(seconds(began)));
    printed.line(printed.table.header());
    bench.run(
        prepared, networks, published, (row, known) -> printed.row(row, known, networks.size()));
    printed.table.taus(printed.rows).forEach(printed::line);
    System.err.print(printed.table.text(printed.rows));
  }

  private static long seconds(long sinceNanos) {
    return Math.round((System.nanoTime() - sinceNanos) / 1e9);
  }

  /** Says what comes in. */
  private static final class Printed {

    private final RankTable table;
    private final List<String> lines = new ArrayList<>();
    private final List<SharingRow> rows = new ArrayList<>();
    private int found;

    Printed(RankTable table) {
      this.table = table;
    }

    void line(String text) {
      System.out.println(text);
      System.out.flush();
      lines.add(text);
    }

    void row(SharingRow row, boolean known, int all) {
      rows.add(row);
      line(table.csv(row));
      if (known) {
        found++;
        return;
      }
      if (rows.size() == found + 1 && found > 0) {
        System.err.printf(Locale.ROOT, "%d networks are known from before%n", found);
      }
      System.err.printf(Locale.ROOT, "network %d of %d: %s%n", rows.size(), all, table.words(row));
    }
  }
}

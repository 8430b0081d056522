package io.paretune.tests.peers;

import io.paretune.search.pareto.Hypervolume;
import io.paretune.search.problem.Problem;
import io.paretune.search.problem.Problems;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Searches the same functions with every {@link Peer}, taking turns, and prints medians over the
 * seeds: CPU time of the whole search, and the hypervolume of its last population and of all that
 * it keeps. {@code CONTRIBUTING.md} has the command.
 */
final class Peers {

  /** Searches before the clock counts, so that all are compiled: the seeds 0, -1, ... */
  private static final int WARM_UP = 2;

  private Peers() {}

  /**
   * The program.
   *
   * @param arguments problems with commas, evaluations, seeds; or fewer, for the defaults
   */
  public static void main(String[] arguments) {
    String problems = arguments.length > 0 ? arguments[0] : "zdt1,zdt2,zdt3,zdt4,zdt6,dtlz2";
    int evaluations = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 25_000;
    int seeds = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 10;
    compare(
        Arrays.stream(problems.split(",", -1)).map(Problems::named).toList(),
        List.of(new MoeaFramework(), new JMetal(), new Paretune()),
        evaluations,
        seeds,
        System.out);
  }

  /** What one peer did on one problem, a value a seed. */
  private static final class Row {
    private final double[] milliseconds;
    private final double[] population;
    private final double[] kept;

    private Row(int seeds) {
      milliseconds = new double[seeds];
      population = new double[seeds];
      kept = new double[seeds];
    }
  }

  static void compare(
      List<Problem> problems, List<Peer> peers, int evaluations, int seeds, PrintStream out) {
    out.printf(
        Locale.ROOT,
        "NSGA-II, %d evaluations, medians of %d seeds; reference %.1f in every objective%n",
        evaluations,
        seeds,
        Problem.REFERENCE);
    out.println("problem  peer                 cpu_ms  population  all_kept");
    for (Problem problem : problems) {
      List<Row> rows = new ArrayList<>();
      peers.forEach(peer -> rows.add(new Row(seeds)));
      for (int turn = -WARM_UP; turn < seeds; turn++) {
        for (int i = 0; i < peers.size(); i++) {
          long before = cpuNanos();
          Peer.Found found = peers.get(i).search(problem, evaluations, turn + 1);
          long spent = cpuNanos() - before;
          if (turn >= 0) {
            rows.get(i).milliseconds[turn] = spent / 1e6;
            rows.get(i).population[turn] = hypervolume(problem, found.population());
            rows.get(i).kept[turn] = hypervolume(problem, found.kept());
          }
        }
      }
      for (int i = 0; i < peers.size(); i++) {
        Row row = rows.get(i);
        out.printf(
            Locale.ROOT,
            "%-8s %-20s %6.0f  %10.4f  %8.4f%n",
            problem.name(),
            peers.get(i).name(),
            median(row.milliseconds),
            median(row.population),
            median(row.kept));
      }
    }
  }

  /** Of this thread alone: collectors and compilers work for all peers alike. */
  private static long cpuNanos() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  private static double hypervolume(Problem problem, List<double[]> points) {
    double[] reference = new double[problem.objectives()];
    Arrays.fill(reference, Problem.REFERENCE);
    return Hypervolume.of(points, reference);
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int n = sorted.length;
    return (sorted[(n - 1) / 2] + sorted[n / 2]) / 2;
  }
}

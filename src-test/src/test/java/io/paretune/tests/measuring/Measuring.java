package io.paretune.tests.measuring;

import io.paretune.hardware.deployment.Deployment;
import io.paretune.hardware.lease.MeasuringLease;
import io.paretune.hardware.meter.Meter;
import io.paretune.hardware.meter.ModelInput;
import io.paretune.hardware.meter.factory.Meters;
import io.paretune.hardware.profile.catalogue.HardwareProfiles;
import io.paretune.hardware.protocol.Latency;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * Prints how far the measuring protocol can be trusted here. Three questions, each a subcommand:
 *
 * <ul>
 *   <li>{@code again MODEL.onnx [TIMES [SECONDS]]}: the same file, again and again with a pause of
 *       so many seconds, beside other processes that keep cores busy in half of the cases. How far
 *       are accepted medians apart?
 *   <li>{@code twice [NETWORKS]}: random residual networks, each measured twice in random order.
 *       Are the two rankings the same?
 *   <li>{@code loop MODEL.onnx [ROUNDS]}: the protocol and, in a process of its own, a plain loop
 *       over ONNX Runtime's Java API, in turn. Do they agree?
 * </ul>
 *
 * {@code CONTRIBUTING.md} has the command.
 */
final class Measuring {

  private static final String PROFILE = "cpu-1-thread";
  private static final long SEED = 1;

  private Measuring() {}

  /** The program. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    String question = arguments.length > 0 ? arguments[0] : "";
    try (Meter meter = Meters.of(HardwareProfiles.named(PROFILE), MeasuringLease.ofThisHost())) {
      PrintStream out = System.out;
      switch (question) {
        case "again" ->
            Again.print(
                measuring(meter, Path.of(arguments[1])),
                number(arguments, 2, 20),
                number(arguments, 3, 180),
                SEED,
                out);
        case "twice" ->
            Twice.print(RandomNetworks.measured(meter, number(arguments, 1, 30), SEED), SEED, out);
        case "loop" -> loop(meter, Path.of(arguments[1]), number(arguments, 2, 10), out);
        default ->
            throw new IllegalArgumentException(
                "the first argument must be again, twice or loop, got '" + question + "'");
      }
    }
  }

  private static int number(String[] arguments, int index, int otherwise) {
    return arguments.length > index ? Integer.parseInt(arguments[index]) : otherwise;
  }

  private static Function<Integer, Latency> measuring(Meter meter, Path model) {
    return time ->
        meter.measure(Map.of(Deployment.ONNX, model), ModelInput.pseudoRandom()).latency();
  }

  private static void loop(Meter meter, Path model, int rounds, PrintStream out)
      throws IOException, InterruptedException {
    List<Double> ratios = new ArrayList<>();
    List<Double> quietRatios = new ArrayList<>();
    out.println("round,protocol_ms,accepted,loop_ms,loop_quiet_ms");
    for (int round = 1; round <= rounds; round++) {
      Latency ours = measuring(meter, model).apply(round);
      PlainLoop.Seen theirs = PlainLoop.inItsOwnProcess(model);
      out.printf(
          Locale.ROOT,
          "%d,%.4f,%b,%.4f,%.4f%n",
          round,
          ours.medianMs(),
          ours.stable(),
          theirs.medianMs(),
          theirs.quietMs());
      if (ours.stable()) {
        ratios.add(ours.medianMs() / theirs.medianMs());
        quietRatios.add(ours.medianMs() / theirs.quietMs());
      }
    }
    out.printf(
        Locale.ROOT,
        "median of %d accepted over the loop's: %.3f of all its runs, %.3f of its quiet moments%n",
        ratios.size(),
        median(ratios.stream().mapToDouble(Double::doubleValue).toArray()),
        median(quietRatios.stream().mapToDouble(Double::doubleValue).toArray()));
  }

  /** The middle value, or the mean of the two; not a number of nothing. */
  static double median(double... values) {
    if (values.length == 0) {
      return Double.NaN;
    }
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
  }

  /**
   * Kendall's tau-a of two rankings: concordant less discordant pairs, over all pairs.
   *
   * @param left as long as {@code right}, at least 2
   */
  static double tau(double[] left, double[] right) {
    int n = left.length;
    double agreement =
        IntStream.range(0, n)
            .mapToDouble(
                i ->
                    IntStream.range(0, i)
                        .mapToDouble(
                            j -> Math.signum(left[i] - left[j]) * Math.signum(right[i] - right[j]))
                        .sum())
            .sum();
    return agreement / (n * (n - 1) / 2.0);
  }
}

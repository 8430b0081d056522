package io.paretune.tests.measuring;

import io.paretune.hardware.protocol.Latency;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/** The same file, again and again, beside other processes in half of the cases. */
final class Again {

  private static final int MOST_PROCESSES = 4;

  private Again() {}

  /**
   * Measures and prints a line each, then how far the accepted medians are apart.
   *
   * @param measuring of the file
   * @param times how often, at least 2
   * @param pauseSeconds before each
   */
  static void print(
      Function<Integer, Latency> measuring, int times, int pauseSeconds, long seed, PrintStream out)
      throws IOException, InterruptedException {
    RandomGenerator random =
        RandomGeneratorFactory.<RandomGenerator>of("L64X128MixRandom").create(seed);
    boolean[] loaded = halfOf(times, random);
    List<Double> quiet = new ArrayList<>();
    List<Double> beside = new ArrayList<>();
    double held = 0;
    out.println(
        "time,busy_processes,median_ms,low_ms,high_ms,accepted,rejected_attempts,lease_s,why");
    for (int time = 0; time < times; time++) {
      Thread.sleep(1000L * pauseSeconds);
      int processes = loaded[time] ? 1 + random.nextInt(MOST_PROCESSES) : 0;
      Latency latency;
      try (Load load = Load.of(processes)) {
        load.settle();
        latency = measuring.apply(time);
        held += latency.heldMs() / 1000;
      }
      out.printf(
          Locale.ROOT,
          "%d,%d,%.4f,%.4f,%.4f,%b,%d,%.1f,\"%s\"%n",
          time + 1,
          processes,
          latency.medianMs(),
          latency.ciLowMs(),
          latency.ciHighMs(),
          latency.stable(),
          latency.rejectedAttempts(),
          latency.heldMs() / 1000,
          latency.rejections().isEmpty() ? "" : latency.rejections().get(0));
      out.flush();
      if (latency.stable()) {
        (loaded[time] ? beside : quiet).add(latency.medianMs());
      }
    }
    List<Double> all = new ArrayList<>(quiet);
    all.addAll(beside);
    double middle = Measuring.median(all.stream().mapToDouble(Double::doubleValue).toArray());
    out.printf(
        Locale.ROOT,
        "accepted %d quiet and %d beside load, median %.4f ms; farthest from it: quiet %.1f %%, beside load %.1f %%;"
            + " largest over smallest %.3f; lease %.1f s a measurement%n",
        quiet.size(),
        beside.size(),
        middle,
        100 * farthest(quiet, middle),
        100 * farthest(beside, middle),
        all.isEmpty()
            ? Double.NaN
            : all.stream().max(Comparator.naturalOrder()).orElseThrow()
                / all.stream().min(Comparator.naturalOrder()).orElseThrow(),
        held / times);
  }

  private static double farthest(List<Double> medians, double middle) {
    return medians.stream().mapToDouble(m -> Math.abs(m / middle - 1)).max().orElse(Double.NaN);
  }

  private static boolean[] halfOf(int times, RandomGenerator random) {
    boolean[] half = new boolean[times];
    for (int chosen = 0; chosen < times / 2; ) {
      int i = random.nextInt(times);
      if (!half[i]) {
        half[i] = true;
        chosen++;
      }
    }
    return half;
  }
}

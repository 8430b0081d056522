package io.paretune.tests.measuring;

import io.paretune.hardware.protocol.Latency;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.Supplier;

/** Networks measured twice, each time in another random order. */
final class Twice {

  private Twice() {}

  /** Measures and prints a line each, then Kendall's tau of the two rankings. */
  static void print(List<Supplier<Latency>> networks, long seed, PrintStream out) {
    double[][] medians = new double[2][networks.size()];
    boolean[][] accepted = new boolean[2][networks.size()];
    Random random = new Random(seed);
    double held = 0;
    for (int round = 0; round < 2; round++) {
      List<Integer> order = new ArrayList<>();
      for (int i = 0; i < networks.size(); i++) {
        order.add(i);
      }
      Collections.shuffle(order, random);
      for (int network : order) {
        Latency latency = networks.get(network).get();
        medians[round][network] = latency.medianMs();
        accepted[round][network] = latency.stable();
        held += latency.heldMs() / 1000;
      }
    }
    out.println("network,first_ms,second_ms,ratio,both_accepted");
    int both = 0;
    double farthest = 0;
    for (int i = 0; i < networks.size(); i++) {
      double ratio = medians[1][i] / medians[0][i];
      boolean accept = accepted[0][i] && accepted[1][i];
      out.printf(
          Locale.ROOT,
          "%d,%.4f,%.4f,%.3f,%b%n",
          i + 1,
          medians[0][i],
          medians[1][i],
          ratio,
          accept);
      if (accept) {
        both++;
        farthest = Math.max(farthest, Math.abs(ratio - 1));
      }
    }
    out.printf(
        Locale.ROOT,
        "tau of all %d: %.3f; %d accepted both times, farthest apart %.1f %%; lease %.1f s a measurement%n",
        networks.size(),
        Measuring.tau(medians[0], medians[1]),
        both,
        100 * farthest,
        held / (2 * networks.size()));
  }
}

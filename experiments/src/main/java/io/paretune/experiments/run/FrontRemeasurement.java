package io.paretune.experiments.run;

import io.paretune.hardware.protocol.Latency;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/**
 * Measures files twice, in random order, each for the second time only after all others had their
 * turn (A B C A B C): what drifts slowly shows as a difference between the two. Pure.
 */
final class FrontRemeasurement {

  private final Function<Path, Latency> measure;
  private final Function<Latency, String> keep;
  private final String fingerprint;
  private final BooleanSupplier timeLeft;

  /**
   * Sets up.
   *
   * @param measure takes the latency of a file
   * @param keep keeps what was timed; gives its hash
   * @param fingerprint of the machine
   * @param timeLeft asked before each measurement; once it says no, nothing more is measured
   */
  FrontRemeasurement(
      Function<Path, Latency> measure,
      Function<Latency, String> keep,
      String fingerprint,
      BooleanSupplier timeLeft) {
    this.measure = measure;
    this.keep = keep;
    this.fingerprint = fingerprint;
    this.timeLeft = timeLeft;
  }

  /** A random order that the seed decides. */
  static List<Long> order(Collection<Long> trials, long seed) {
    List<Long> order = new ArrayList<>(new TreeSet<>(trials));
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = order.size() - 1; i > 0; i--) {
      Collections.swap(order, i, random.nextInt(i + 1));
    }
    return order;
  }

  /**
   * Measures.
   *
   * @param files by trial
   * @param seed decides the order
   * @return a figure for each file that had both its turns, by trial in that order
   */
  Map<Long, RemeasuredLatency> of(Map<Long, Path> files, long seed) {
    List<Long> order = order(files.keySet(), seed);
    Map<Long, Latency> first = pass(order, files);
    Map<Long, Latency> second = pass(order, files);
    Map<Long, RemeasuredLatency> figures = new LinkedHashMap<>();
    second.forEach(
        (trial, again) -> {
          Latency before = first.get(trial);
          if (before != null) {
            figures.put(trial, figure(before, again));
          }
        });
    return figures;
  }

  private Map<Long, Latency> pass(List<Long> order, Map<Long, Path> files) {
    Map<Long, Latency> measured = new LinkedHashMap<>();
    for (long trial : order) {
      Path file = files.get(trial);
      if (file == null || !timeLeft.getAsBoolean()) {
        break;
      }
      measured.put(trial, measure.apply(file));
    }
    return measured;
  }

  private RemeasuredLatency figure(Latency first, Latency second) {
    double a = first.medianMs();
    double b = second.medianMs();
    double apart = Math.max(a, b) / Math.min(a, b) - 1;
    String reason = first.stable() ? second.reason() : first.reason();
    if (reason.isEmpty() && apart > RemeasuredLatency.AGREEMENT) {
      reason =
          String.format(
              Locale.ROOT,
              "two measurements gave %.4g and %.4g ms, %.0f %% apart",
              a,
              b,
              100 * apart);
    }
    return new RemeasuredLatency(
        new RemeasuredLatency.Times(
            (a + b) / 2,
            Math.min(first.ciLowMs(), second.ciLowMs()),
            Math.max(first.ciHighMs(), second.ciHighMs()),
            a,
            b),
        Optional.of(reason).filter(why -> !why.isEmpty()),
        fingerprint,
        List.of(keep.apply(first), keep.apply(second)));
  }
}

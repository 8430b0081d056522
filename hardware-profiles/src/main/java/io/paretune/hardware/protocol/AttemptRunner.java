package io.paretune.hardware.protocol;

import io.paretune.hardware.profile.Protocol;
import io.paretune.hardware.runtime.LoadedModel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.LongSupplier;

/**
 * Makes one attempt: warm-up, then blocks of candidate and reference runs in turn, then the
 * verdict.
 */
final class AttemptRunner {
  private static final int FEWEST_BLOCKS = 4;
  private static final int BLOCKS_IN_BUDGET = 12;
  private static final int FEWEST_RUNS_IN_BLOCK = 3;
  private static final long REFERENCE_BLOCK_NANOS = 20_000_000;
  private static final int FEWEST_REFERENCE_RUNS = 15;

  /**
   * Below this the tick of the kernel's clock (usually 10 ms) makes loads too coarse to give up
   * early.
   */
  private static final long EARLIEST_VERDICT_NANOS = 200_000_000;

  /**
   * Between attempts, hours apart, a machine's own speed moves more than within one; half as much
   * again keeps the promise of 10 %.
   */
  private static final double OVER_TIME = 1.5;

  private final Protocol settings;
  private final int threads;
  private final NoiseJudge judge;
  private final LoadedModel reference;
  private final LongSupplier clock;
  private final NoiseSource noiseSource;

  AttemptRunner(
      Protocol settings,
      int threads,
      NoiseJudge judge,
      LoadedModel reference,
      LongSupplier clock,
      NoiseSource noiseSource) {
    this.settings = settings;
    this.threads = threads;
    this.judge = judge;
    this.reference = reference;
    this.clock = clock;
    this.noiseSource = noiseSource;
  }

  Attempt attempt(LoadedModel candidate, ReferenceHistory history) {
    warmUp(reference);
    warmUp(candidate);
    warmUp(reference);
    NoiseCounters start = noiseSource.read();
    double before = referenceBlock();
    List<Double> between = new ArrayList<>();
    List<Double> blockMedians = new ArrayList<>();
    Times times = new Times();
    Noise noise;
    boolean enough;
    do {
      int first = times.count();
      candidateBlock(candidate, times);
      blockMedians.add(Quantiles.median(times.millis(first)));
      between.add(referenceBlock());
      NoiseCounters now = noiseSource.read();
      noise = Noise.between(start, now, threads);
      boolean hopeless =
          now.wallNanos() - start.wallNanos() >= EARLIEST_VERDICT_NANOS && judge.hopeless(noise);
      enough =
          times.count() >= MedianInterval.FEWEST
              && (hopeless || enough(times, blockMedians.size()));
    } while (!enough);
    double after = between.remove(between.size() - 1);
    References references = new References(before, between, after);
    MedianInterval interval = MedianInterval.of(times.millis(0));
    List<String> reasons = new ArrayList<>(judge.reasons(noise));
    boolean undisturbed = reasons.isEmpty();
    reasons.addAll(disagreements(interval, blockMedians, references, history));
    return new Attempt(times.samples(), interval, references, noise, undisturbed, reasons);
  }

  private boolean enough(Times times, int blocks) {
    if (times.totalNanos() >= settings.timeBudget().toNanos()
        || times.count() >= settings.maximumRepeats()) {
      return true;
    }
    return blocks >= FEWEST_BLOCKS
        && times.count() >= settings.minimumRepeats()
        && MedianInterval.of(times.millis(0)).relativeHalfWidth() <= settings.targetHalfWidth();
  }

  private List<String> disagreements(
      MedianInterval interval,
      List<Double> blockMedians,
      References references,
      ReferenceHistory history) {
    List<String> reasons = new ArrayList<>();
    double limit = settings.maximumDrift();
    if (interval.relativeHalfWidth() > settings.targetHalfWidth()) {
      reasons.add(
          percent(
              "the interval of the median is +-%.1f %%",
              interval.relativeHalfWidth(), settings.targetHalfWidth()));
    }
    double apart =
        blockMedians.stream()
            .mapToDouble(median -> Math.abs(median / interval.median() - 1))
            .max()
            .orElse(0);
    if (apart > limit) {
      reasons.add(percent("a block of runs is %.1f %% off the whole", apart, limit));
    }
    if (references.drift() > limit) {
      reasons.add(percent("the reference network drifted by %.1f %%", references.drift(), limit));
    }
    double usual = history.usualMs().orElse(references.medianMs());
    double slower = references.medianMs() / usual - 1;
    double slowest = limit * OVER_TIME;
    if (slower > slowest) {
      reasons.add(percent("the reference network is %.1f %% slower than usual", slower, slowest));
    }
    return reasons;
  }

  private static String percent(String text, double value, double limit) {
    return String.format(Locale.ROOT, text + " (limit %.1f %%)", 100 * value, 100 * limit);
  }

  private void warmUp(LoadedModel model) {
    WarmUp warmUp = new WarmUp(settings);
    long nanos;
    do {
      nanos = timed(model);
    } while (!warmUp.done(nanos));
  }

  private void candidateBlock(LoadedModel candidate, Times times) {
    long length = settings.timeBudget().toNanos() / BLOCKS_IN_BUDGET;
    long spent = 0;
    for (int run = 0; spent < length || run < FEWEST_RUNS_IN_BLOCK; run++) {
      long nanos = timed(candidate);
      times.add(nanos);
      spent += nanos;
    }
  }

  private double referenceBlock() {
    Times times = new Times();
    while (times.totalNanos() < REFERENCE_BLOCK_NANOS || times.count() < FEWEST_REFERENCE_RUNS) {
      times.add(timed(reference));
    }
    return Quantiles.median(times.millis(0));
  }

  private long timed(LoadedModel model) {
    long start = clock.getAsLong();
    model.run();
    // A clock may stand still during a very short run; a time of 0 would never fill a block.
    return Math.max(1, clock.getAsLong() - start);
  }

  /** A growing list of nanoseconds without boxing. */
  private static final class Times {
    private long[] nanos = new long[256];
    private int count;
    private long total;

    void add(long value) {
      if (count == nanos.length) {
        nanos = Arrays.copyOf(nanos, 2 * count);
      }
      nanos[count++] = value;
      total += value;
    }

    int count() {
      return count;
    }

    long totalNanos() {
      return total;
    }

    double[] millis(int from) {
      return Arrays.stream(nanos, from, count).mapToDouble(n -> n / 1e6).toArray();
    }

    Samples samples() {
      return Samples.of(Arrays.copyOf(nanos, count));
    }
  }
}

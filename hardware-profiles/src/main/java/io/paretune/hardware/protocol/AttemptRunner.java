package io.paretune.hardware.protocol;

import io.paretune.hardware.profile.Protocol;
import io.paretune.hardware.protocol.noise.Noise;
import io.paretune.hardware.protocol.noise.NoiseCounters;
import io.paretune.hardware.protocol.noise.NoiseJudge;
import io.paretune.hardware.protocol.noise.NoiseSource;
import io.paretune.hardware.protocol.statistics.MedianInterval;
import io.paretune.hardware.protocol.statistics.Quantiles;
import io.paretune.hardware.runtime.LoadedModel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.LongSupplier;

/**
 * Makes one attempt: warm-up, then short blocks of candidate and reference runs in turn, of which
 * those are kept around which the reference shows the machine to be quiet, then the verdict.
 *
 * <p>A neighbour on the same host comes and goes within milliseconds, shows in no counter, and
 * slows some networks by half while it slows the reference by a tenth. So what is believed is
 * decided block by block, against the reference's speed in the quietest moments that are
 * remembered.
 */
final class AttemptRunner {
  private static final int FEWEST_BLOCKS = 5;
  private static final int BLOCKS_IN_BUDGET = 200;
  private static final int BLOCKS_BETWEEN_LOOKS = 8;
  private static final int FEWEST_RUNS_IN_BLOCK = 3;
  private static final long REFERENCE_BLOCK_NANOS = 2_000_000;
  private static final int FEWEST_REFERENCE_RUNS = 11;
  private static final int CALIBRATION_BLOCKS = 300;

  /**
   * Below this the tick of the kernel's clock (usually 10 ms) makes loads too coarse to be judged.
   */
  private static final long EARLIEST_VERDICT_NANOS = 250_000_000;

  /** Around a quiet block the reference is within this share of the tolerated drift. */
  private static final double QUIET_SHARE = 0.6;

  private final Protocol settings;
  private final int threads;
  private final NoiseJudge judge;
  private final LoadedModel reference;
  private final LongSupplier clock;
  private final NoiseSource noiseSource;

  AttemptRunner(Protocol settings, LoadedModel reference, MeasuringProtocol.Machine machine) {
    this.settings = settings;
    this.threads = machine.cores().measuring();
    this.judge = new NoiseJudge(settings.tolerance().foreignLoad(), machine.cores().all(), threads);
    this.reference = reference;
    this.clock = machine.clock();
    this.noiseSource = machine.noise();
  }

  /**
   * Makes an attempt.
   *
   * @param pinning the cores that the calling thread is bound to, in words
   */
  Attempt attempt(LoadedModel candidate, ReferenceHistory history, String pinning) {
    warmUp(reference);
    if (history.usualMs().isEmpty()) {
      history.add(calibrated());
    }
    warmUp(candidate);
    warmUp(reference);
    double usual = history.usualMs().orElse(Double.POSITIVE_INFINITY);
    NoiseCounters start = noiseSource.read();
    Blocks blocks = new Blocks(referenceBlock());
    Noise noise;
    boolean enough;
    do {
      // looking costs time on the other cores, which would count as noise: not after every block
      for (int i = 0; i < BLOCKS_BETWEEN_LOOKS && !spent(blocks); i++) {
        List<Integer> collected = new ArrayList<>();
        long[] runs = candidateBlock(candidate, collected);
        blocks.add(runs, collected, referenceBlock());
      }
      NoiseCounters now = noiseSource.read();
      noise = Noise.between(start, now, threads);
      boolean judgeable = now.wallNanos() - start.wallNanos() >= EARLIEST_VERDICT_NANOS;
      enough =
          blocks.count() >= MedianInterval.FEWEST
              && (spent(blocks) || (judgeable && (judge.hopeless(noise) || enough(blocks, usual))));
    } while (!enough);
    return judged(blocks, usual, noise, pinning);
  }

  private Attempt judged(Blocks blocks, double usual, Noise noise, String pinning) {
    List<String> reasons = new ArrayList<>(judge.reasons(noise));
    boolean undisturbed = reasons.isEmpty();
    List<Integer> quiet = blocks.quiet(slowestQuiet(blocks, usual));
    List<Integer> kept = blocks.agreeing(quiet, settings.tolerance().drift());
    double slower = blocks.quietestReferenceMs() / usual - 1;
    double limit = settings.tolerance().drift() * QUIET_SHARE;
    boolean tooFew = !enoughBlocks(kept, blocks);
    if (slower > limit) {
      reasons.add(percent("the reference network is %.1f %% slower than usual", slower, limit));
    } else if (tooFew) {
      reasons.add(
          "the reference network shows a quiet machine in only %d of %d blocks (%d are needed)"
              .formatted(kept.size(), blocks.size(), FEWEST_BLOCKS));
    } else if (kept.size() * 2 < quiet.size()) {
      reasons.add(
          "only %d of %d quiet blocks agree within %.1f %%"
              .formatted(kept.size(), quiet.size(), 100 * settings.tolerance().drift()));
    }
    List<Integer> believed = tooFew ? blocks.quietest(MedianInterval.FEWEST) : kept;
    MedianInterval interval = MedianInterval.of(blocks.samples(believed).millis());
    if (interval.relativeHalfWidth() > settings.timing().targetHalfWidth()) {
      reasons.add(
          percent(
              "the interval of the median is +-%.1f %%",
              interval.relativeHalfWidth(), settings.timing().targetHalfWidth()));
    }
    return new Attempt(
        blocks.firstReferenceMs(), blocks.recorded(believed), noise, undisturbed, pinning, reasons);
  }

  private double slowestQuiet(Blocks blocks, double usual) {
    return Math.min(usual, blocks.quietestReferenceMs())
        * (1 + settings.tolerance().drift() * QUIET_SHARE);
  }

  /** A slow network has few blocks within its budget: then all of them must be quiet. */
  private static boolean enoughBlocks(List<Integer> kept, Blocks blocks) {
    return kept.size() >= Math.min(FEWEST_BLOCKS, blocks.size())
        && blocks.count(kept) >= MedianInterval.FEWEST;
  }

  private boolean spent(Blocks blocks) {
    return (blocks.totalNanos() >= settings.timing().timeBudget().toNanos()
            && blocks.count() >= MedianInterval.FEWEST)
        || blocks.count() >= settings.timing().maximumRepeats() * (long) FEWEST_BLOCKS;
  }

  private boolean enough(Blocks blocks, double usual) {
    List<Integer> kept =
        blocks.agreeing(blocks.quiet(slowestQuiet(blocks, usual)), settings.tolerance().drift());
    return kept.size() >= FEWEST_BLOCKS
        && blocks.count(kept) >= settings.timing().minimumRepeats()
        && MedianInterval.of(blocks.samples(kept).millis()).relativeHalfWidth()
            <= settings.timing().targetHalfWidth();
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

  /** The first measurement on a machine has no memory of it: the quietest of about a second. */
  private double calibrated() {
    double[] medians = new double[CALIBRATION_BLOCKS];
    for (int i = 0; i < medians.length; i++) {
      medians[i] = referenceBlock();
    }
    return Arrays.stream(medians).min().orElseThrow();
  }

  private long[] candidateBlock(LoadedModel candidate, List<Integer> collected) {
    long length = settings.timing().timeBudget().toNanos() / BLOCKS_IN_BUDGET;
    return block(candidate, length, FEWEST_RUNS_IN_BLOCK, collected);
  }

  private double referenceBlock() {
    long[] runs = block(reference, REFERENCE_BLOCK_NANOS, FEWEST_REFERENCE_RUNS, new ArrayList<>());
    return Quantiles.median(Arrays.stream(runs).mapToDouble(n -> n / 1e6).toArray());
  }

  /** Runs for a time; notes the runs that a garbage collection fell into. */
  private long[] block(LoadedModel model, long nanos, int fewest, List<Integer> collected) {
    long[] runs = new long[64];
    int count = 0;
    long collections = noiseSource.collections();
    for (long spent = 0; spent < nanos || count < fewest; count++) {
      if (count == runs.length) {
        runs = Arrays.copyOf(runs, 2 * count);
      }
      runs[count] = timed(model);
      spent += runs[count];
      long now = noiseSource.collections();
      if (now != collections) {
        collections = now;
        collected.add(count);
      }
    }
    return Arrays.copyOf(runs, count);
  }

  private long timed(LoadedModel model) {
    long start = clock.getAsLong();
    model.run();
    // A clock may stand still during a very short run; a time of 0 would never fill a block.
    return Math.max(1, clock.getAsLong() - start);
  }
}

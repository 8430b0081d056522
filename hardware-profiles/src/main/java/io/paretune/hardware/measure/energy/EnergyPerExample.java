package io.paretune.hardware.measure.energy;

import io.paretune.hardware.HardwareException;
import io.paretune.hardware.protocol.statistics.MedianInterval;
import io.paretune.hardware.runtime.LoadedModel;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.LongSupplier;

/**
 * Energy of one example: that of the whole device while a model runs without a break, in windows of
 * a few thousandths to a few tenths of a second. What the device takes when it rests is measured
 * beside it and not taken off, as in MLPerf Power.
 *
 * @param millijoules an example; the median over windows and its 95 % interval
 * @param note how it was measured, for people
 */
public record EnergyPerExample(MedianInterval millijoules, String note) {
  public static final String UNIT = "mJ";

  /** Half a width of the interval beyond which a figure is not relied on, as a share. */
  private static final double STEADY = 0.05;

  private static final int WINDOWS = 20;

  /** No further window after it, if there are enough. */
  private static final long ENOUGH = Duration.ofSeconds(30).toNanos();

  private static final double NANOS = 1e9;
  private static final double MILLI = 1e3;
  private static final String NUMBER = "[0-9.E-]{1,30}";

  /** Waits; an argument, so that tests have a clock of their own. */
  @FunctionalInterface
  public interface Pause {
    void rest(Duration span) throws InterruptedException;
  }

  /** Whether the interval is narrow enough to rank by. */
  public boolean stable() {
    return millijoules.relativeHalfWidth() <= STEADY;
  }

  /**
   * Runs a model for {@value #WINDOWS} windows of the meter, and rests as long as two. Where a run
   * takes so long that these are no matter of seconds, windows are fewer, {@value
   * MedianInterval#FEWEST} at least.
   *
   * @throws IOException if the counters cannot be read any more
   * @throws HardwareException if they stand still
   */
  public static EnergyPerExample of(
      LoadedModel model, EnergyMeter meter, LongSupplier clock, Pause pause)
      throws IOException, InterruptedException {
    Duration rest = meter.window().multipliedBy(2);
    EnergyMeter.Counted resting = meter.start();
    long asleep = clock.getAsLong();
    pause.rest(rest);
    double restJoules = resting.joules();
    // a busy machine wakes a process up late
    double idleWatts = restJoules / Math.max(1, clock.getAsLong() - asleep) * NANOS;
    Window.of(model, meter, clock); // clocks rise, caches fill
    List<Double> millijoules = new ArrayList<>();
    double joules = 0;
    long nanos = 0;
    while (millijoules.size() < WINDOWS
        && (millijoules.size() < MedianInterval.FEWEST || nanos < ENOUGH)) {
      Window window = Window.of(model, meter, clock);
      millijoules.add(window.joules() * MILLI / window.runs() / model.batch());
      joules += window.joules();
      nanos += window.nanos();
    }
    if (joules <= 0) {
      throw new HardwareException("the counters of energy stand still while the model runs");
    }
    MedianInterval median =
        MedianInterval.of(millijoules.stream().mapToDouble(Double::doubleValue).toArray());
    return new EnergyPerExample(
        median,
        String.format(
            Locale.ROOT,
            "an example; 95 %% interval %.4g to %.4g over %d windows of %d ms; %.1f W, of which"
                + " %.1f W are taken at rest and not taken off; %s",
            median.low(),
            median.high(),
            millijoules.size(),
            Math.round(nanos / 1e6 / millijoules.size()),
            joules / nanos * NANOS,
            idleWatts,
            meter.whose()));
  }

  /** One line that {@link #parse} reads. */
  public String line() {
    return millijoules.median() + " " + millijoules.low() + " " + millijoules.high() + " " + note;
  }

  /**
   * Reads what {@link #line} wrote.
   *
   * @throws IllegalArgumentException if it is not that
   */
  public static EnergyPerExample parse(String line) {
    String[] parts = line.split(" ", 4);
    if (parts.length != 4 || !line.matches("(" + NUMBER + " ){3}.*")) {
      throw new IllegalArgumentException("no energy of an example: '" + line + "'");
    }
    return new EnergyPerExample(
        new MedianInterval(
            Double.parseDouble(parts[0]),
            Double.parseDouble(parts[1]),
            Double.parseDouble(parts[2])),
        parts[3]);
  }

  /**
   * Runs between two readings of the counters.
   *
   * @param runs at least one
   * @param nanos that they took
   */
  private record Window(double joules, long runs, long nanos) {
    static Window of(LoadedModel model, EnergyMeter meter, LongSupplier clock) throws IOException {
      long span = meter.window().toNanos();
      EnergyMeter.Counted counted = meter.start();
      long start = clock.getAsLong();
      long runs = 0;
      long now = start;
      while (now - start < span) {
        model.run();
        runs++;
        now = clock.getAsLong();
      }
      return new Window(counted.joules(), runs, now - start);
    }
  }
}

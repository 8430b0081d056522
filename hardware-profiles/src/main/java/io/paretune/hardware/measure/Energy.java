package io.paretune.hardware.measure;

import io.paretune.hardware.runtime.LoadedModel;
import java.io.IOException;
import java.util.Locale;
import java.util.function.LongSupplier;

/** Energy of one image: that of the whole device while a model runs without a break. */
final class Energy {
  static final String UNIT = "J";

  /** RAPL counters move about once a millisecond, NVML's every 20 to 100: a second is long. */
  private static final long SPAN_NANOS = 1_000_000_000;

  private Energy() {}

  /** Runs the model for about a second of the clock. */
  static Reading of(LoadedModel model, EnergyMeter meter, LongSupplier clock) {
    String missing = meter.missing();
    if (!missing.isEmpty()) {
      return Reading.unavailable(UNIT, missing);
    }
    try {
      model.run();
      long runs = 0;
      EnergyMeter.Counted counted = meter.start();
      long start = clock.getAsLong();
      long now = start;
      while (now - start < SPAN_NANOS) {
        model.run();
        runs++;
        now = clock.getAsLong();
      }
      double joules = counted.joules();
      return Reading.of(
          joules / runs / model.batch(),
          UNIT,
          String.format(
              Locale.ROOT,
              "an image; %.1f W by %s",
              joules / ((now - start) / 1e9),
              meter.whose()));
    } catch (IOException unreadable) {
      return Reading.unavailable(UNIT, unreadable.toString());
    }
  }
}

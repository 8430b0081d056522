package io.paretune.hardware.protocol.noise;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Decides which signs of noise are too strong. Pure.
 *
 * <p>The limits on waiting and switching are where a median begins to move: a median is untouched
 * as long as a small share of the runs is disturbed.
 */
public final class NoiseJudge {
  private static final double WAITED = 0.02;
  private static final double OFF_CORE = 0.04;
  private static final double SWITCHED = 30;
  private static final double STOLEN = 0.06;

  private final Map<NoiseIndicator, Double> limits = new EnumMap<>(NoiseIndicator.class);

  /**
   * @param maximumForeignLoad tolerated load of others, in cores, for each core left over
   * @param cores of the machine
   * @param threads of the measurement
   */
  public NoiseJudge(double maximumForeignLoad, int cores, int threads) {
    double load = maximumForeignLoad * Math.max(1, cores - threads);
    limits.put(NoiseIndicator.FOREIGN_LOAD, load);
    limits.put(NoiseIndicator.OWN_OTHER_LOAD, load);
    limits.put(NoiseIndicator.WAITED, WAITED);
    limits.put(NoiseIndicator.OFF_CORE, OFF_CORE);
    limits.put(NoiseIndicator.SWITCHED, SWITCHED);
    limits.put(NoiseIndicator.STOLEN, STOLEN);
  }

  /** What speaks against an attempt; empty if nothing does. */
  public List<String> reasons(Noise noise) {
    return reasons(noise, 1);
  }

  /** Whether the noise is so far over a limit that an attempt need not be finished. */
  public boolean hopeless(Noise noise) {
    return !reasons(noise, 2).isEmpty();
  }

  private List<String> reasons(Noise noise, double factor) {
    List<String> reasons = new ArrayList<>();
    limits.forEach(
        (sign, limit) ->
            noise
                .value(sign)
                .ifPresent(
                    value -> {
                      if (value > limit * factor) {
                        reasons.add(
                            sign.describe(value)
                                + String.format(Locale.ROOT, " (limit %.2f)", limit));
                      }
                    }));
    return reasons;
  }
}

package io.paretune.search.sampler.process.fit;

import java.util.Arrays;

/**
 * An increasing map from measured values to ones that a process can explain: robustly centred and
 * scaled, the bad tail saturated, optionally bent by a power (Yeo, Johnson 2000,
 * doi:10.1093/biomet/87.4.954), then standardised. Immutable.
 *
 * <p>The values' origin and unit make no difference to the result beyond rounding.
 */
public final class Warp {

  /** Where saturation begins, in robust deviations above the median, and how far it lets go. */
  private static final double KNEE = 4;

  private static final double BEYOND = 4;

  private static final double LEAST_POWER = -4;
  private static final double MOST_POWER = 2;

  private final Robust robust;
  private final double power;
  private final double mean;
  private final double deviation;

  /** What values are divided by, then centred and scaled by. */
  private record Robust(double unit, double center, double scale) {}

  private Warp(Robust robust, double power, double mean, double deviation) {
    this.robust = robust;
    this.power = power;
    this.mean = mean;
    this.deviation = deviation;
  }

  /** Straight up to the knee. */
  public static Warp straight(double[] values) {
    return bent(robust(values), 1, values);
  }

  /** Bent by the power under which the values look most like normal ones. */
  public static Warp likeliest(double[] values) {
    Robust robust = robust(values);
    double low = LEAST_POWER;
    double high = MOST_POWER;
    double golden = (Math.sqrt(5) - 1) / 2;
    double a = high - golden * (high - low);
    double b = low + golden * (high - low);
    double atA = bent(robust, a, values).normality(values);
    double atB = bent(robust, b, values).normality(values);
    for (int i = 0; i < 30; i++) {
      if (atA > atB) {
        high = b;
        b = a;
        atB = atA;
        a = high - golden * (high - low);
        atA = bent(robust, a, values).normality(values);
      } else {
        low = a;
        a = b;
        atA = atB;
        b = low + golden * (high - low);
        atB = bent(robust, b, values).normality(values);
      }
    }
    return bent(robust, (low + high) / 2, values);
  }

  private static Robust robust(double[] values) {
    double unit = 0;
    for (double value : values) {
      unit = Math.max(unit, Math.abs(value));
    }
    unit = unit > 0 ? unit : 1;
    double[] scaled = new double[values.length];
    for (int i = 0; i < scaled.length; i++) {
      scaled[i] = values[i] / unit;
    }
    double center = median(scaled);
    double sum = 0;
    for (int i = 0; i < scaled.length; i++) {
      scaled[i] = Math.abs(scaled[i] - center);
      sum += scaled[i];
    }
    // 1.4826 makes the median deviation of normal values their standard deviation
    double scale = 1.4826 * median(scaled);
    scale = scale > 0 ? scale : sum / scaled.length;
    return new Robust(unit, center, scale > 0 ? scale : 1);
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int half = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
  }

  private static Warp bent(Robust robust, double power, double[] values) {
    Warp bare = new Warp(robust, power, 0, 1);
    double[] warped = bare.apply(values);
    double mean = Arrays.stream(warped).average().orElse(0);
    double squares = 0;
    for (double value : warped) {
      squares += (value - mean) * (value - mean);
    }
    double deviation = Math.sqrt(squares / warped.length);
    return new Warp(robust, power, mean, deviation > 1e-12 ? deviation : 1);
  }

  private double normality(double[] values) {
    return slopes(values);
  }

  /**
   * The sum of the logarithms of the map's slopes at some values, relative to the robust scale:
   * what turns a likelihood of warped values into one of measured values.
   */
  public double slopes(double[] values) {
    double sum = 0;
    for (double value : values) {
      double z = saturated(value);
      sum += (z < 0 ? 1 - power : power - 1) * Math.log1p(Math.abs(z));
    }
    return sum - values.length * Math.log(deviation);
  }

  private double saturated(double value) {
    double z = (value / robust.unit - robust.center) / robust.scale;
    if (z <= KNEE) {
      return z;
    }
    double over = (z - KNEE) / BEYOND;
    return KNEE + BEYOND * (1 - 1 / (1 + over));
  }

  /** The warped value. */
  public double apply(double value) {
    return (yeoJohnson(saturated(value), power) - mean) / deviation;
  }

  /** The warped values. */
  public double[] apply(double[] values) {
    return Arrays.stream(values).map(this::apply).toArray();
  }

  public static double yeoJohnson(double z, double power) {
    if (z >= 0) {
      return Math.abs(power) < 1e-9 ? Math.log1p(z) : Math.expm1(power * Math.log1p(z)) / power;
    }
    double other = 2 - power;
    return Math.abs(other) < 1e-9 ? -Math.log1p(-z) : -Math.expm1(other * Math.log1p(-z)) / other;
  }
}

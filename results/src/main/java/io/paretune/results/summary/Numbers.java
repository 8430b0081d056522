package io.paretune.results.summary;

import java.math.BigDecimal;
import java.math.MathContext;

/** Values as people read them. */
public final class Numbers {

  private static final double PLAIN_BELOW = 1e12;
  private static final double PLAIN_FROM = 1e-4;

  private Numbers() {}

  /** A value in words; real numbers with four significant digits, all digits before the point. */
  public static String text(Object value) {
    return value instanceof Double real ? text(real.doubleValue()) : value.toString();
  }

  private static String text(double value) {
    double size = Math.abs(value);
    if (value == 0 || !Double.isFinite(value)) {
      return value == 0 ? "0" : Double.toString(value);
    }
    if (size >= PLAIN_BELOW || size < PLAIN_FROM) {
      return Double.toString(new BigDecimal(value).round(new MathContext(3)).doubleValue());
    }
    if (size >= 1000) {
      return Long.toString(Math.round(value));
    }
    BigDecimal rounded = new BigDecimal(value).round(new MathContext(4)).stripTrailingZeros();
    return rounded.toPlainString();
  }
}

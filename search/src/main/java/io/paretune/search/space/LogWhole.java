package io.paretune.search.space;

import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.stream.LongStream;

/**
 * Whole numbers between two positive bounds, likely in proportion to their stretch of a logarithmic
 * scale (from value - 1/2 to value + 1/2).
 *
 * @param low smallest value, at least 1
 * @param high largest value
 */
public record LogWhole(long low, long high) implements Domain {

  /** Checks the bounds. */
  public LogWhole {
    if (low < 1 || low > high) {
      throw new IllegalArgumentException(
          "1 <= low <= high must hold on a logarithmic scale, got low=" + low + ", high=" + high);
    }
    if (high > Units.MOST_VALUES) {
      throw Units.tooMany("low=" + low + ", high=" + high);
    }
  }

  private double logLow() {
    return Math.log(low - 0.5);
  }

  private double logHigh() {
    return Math.log(high + 0.5);
  }

  @Override
  public Object fromUnit(double unit) {
    double value = Math.exp(logLow() + Units.clamp(unit) * (logHigh() - logLow()));
    return Math.max(low, Math.min(high, Math.round(value)));
  }

  @Override
  public double toUnit(Object value) {
    long number = (Long) canonical(value);
    double middle = (Math.log(number - 0.5) + Math.log(number + 0.5)) / 2;
    return Units.clamp((middle - logLow()) / (logHigh() - logLow()));
  }

  @Override
  public Object canonical(Object value) {
    long number = Units.whole(value, this);
    if (number < low || number > high) {
      throw Units.outside(value, this);
    }
    return number;
  }

  @Override
  public OptionalLong size() {
    return OptionalLong.of(high - low + 1);
  }

  @Override
  public boolean ordered() {
    return true;
  }

  @Override
  public List<Object> values() {
    return LongStream.rangeClosed(low, high).mapToObj(value -> (Object) value).toList();
  }

  @Override
  public Object valueAt(long index) {
    return low + Objects.checkIndex(index, high - low + 1);
  }

  @Override
  public String describe() {
    return "log-whole " + low + ".." + high;
  }
}

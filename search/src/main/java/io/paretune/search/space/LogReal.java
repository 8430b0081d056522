package io.paretune.search.space;

import java.util.List;
import java.util.OptionalLong;

/**
 * Real numbers between two positive bounds, equally likely on a logarithmic scale.
 *
 * @param low smallest value, above 0
 * @param high largest value
 */
public record LogReal(double low, double high) implements Domain {

  /** Checks the bounds. */
  public LogReal {
    if (!(0 < low && low < high) || Double.isInfinite(high)) {
      throw new IllegalArgumentException(
          "0 < low < high must hold on a logarithmic scale, got low=" + low + ", high=" + high);
    }
  }

  @Override
  public Object fromUnit(double unit) {
    // the ends are themselves, not what rounding leaves of them
    if (!(unit > 0) || unit >= 1) {
      return unit >= 1 ? high : low;
    }
    double value = Math.exp(Math.log(low) + unit * (Math.log(high) - Math.log(low)));
    return Math.max(low, Math.min(high, value));
  }

  @Override
  public double toUnit(Object value) {
    double above = Math.log((Double) canonical(value)) - Math.log(low);
    return Units.clamp(above / (Math.log(high) - Math.log(low)));
  }

  @Override
  public Object canonical(Object value) {
    double number = Units.number(value, this);
    if (!(number >= low && number <= high)) {
      throw Units.outside(value, this);
    }
    return number;
  }

  @Override
  public OptionalLong size() {
    return OptionalLong.empty();
  }

  @Override
  public boolean ordered() {
    return true;
  }

  @Override
  public List<Object> values() {
    throw new IllegalStateException("a continuous range has no list of values: " + describe());
  }

  @Override
  public Object valueAt(long index) {
    throw new IllegalStateException("a continuous range has no list of values: " + describe());
  }

  @Override
  public String describe() {
    return "log-real " + low + ".." + high;
  }
}

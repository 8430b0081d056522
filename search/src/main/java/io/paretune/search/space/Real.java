package io.paretune.search.space;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * Real numbers between two bounds, on a grid if a step is given.
 *
 * @param low smallest value
 * @param high largest value; lowered to the last point of the grid if there is a step
 * @param step distance between neighbouring values; 0 for a continuous range
 */
public record Real(double low, double high, double step) implements Domain {

  /** Checks the bounds. */
  public Real {
    if (!(low < high) || Double.isInfinite(low) || Double.isInfinite(high)) {
      throw new IllegalArgumentException(
          "low < high must hold and both be finite, got low=" + low + ", high=" + high);
    }
    if (!(step >= 0) || step > high - low) {
      throw new IllegalArgumentException(
          "step must be 0 (continuous) or at most high - low, got step=" + step);
    }
    if (step > 0) {
      high = low + Math.floor((high - low) / step + 1e-9) * step;
    }
  }

  /** A continuous range. */
  public static Real between(double low, double high) {
    return new Real(low, high, 0);
  }

  @Override
  public Object fromUnit(double unit) {
    if (step > 0) {
      return grid(Units.cell(unit, count()));
    }
    return Math.min(high, low + Units.clamp(unit) * (high - low));
  }

  @Override
  public double toUnit(Object value) {
    double number = (Double) canonical(value);
    if (step > 0) {
      return Units.middle(Math.round((number - low) / step), count());
    }
    return Units.clamp((number - low) / (high - low));
  }

  @Override
  public Object canonical(Object value) {
    double number = Units.number(value, this);
    if (!(number >= low && number <= high)) {
      throw Units.outside(value, this);
    }
    if (step > 0) {
      long index = Math.round((number - low) / step);
      if (Math.abs(low + index * step - number) > 1e-9 * Math.max(1, Math.abs(number))) {
        throw Units.outside(value, this);
      }
      return grid(index);
    }
    return number;
  }

  private double grid(long index) {
    return low + index * step;
  }

  private long count() {
    return Math.round((high - low) / step) + 1;
  }

  @Override
  public OptionalLong size() {
    return step > 0 ? OptionalLong.of(count()) : OptionalLong.empty();
  }

  @Override
  public boolean ordered() {
    return true;
  }

  @Override
  public List<Object> values() {
    if (step == 0) {
      throw new IllegalStateException("a continuous range has no list of values: " + describe());
    }
    List<Object> all = new ArrayList<>();
    for (long i = 0; i < count(); i++) {
      all.add(grid(i));
    }
    return List.copyOf(all);
  }

  @Override
  public String describe() {
    return "real " + low + ".." + high + (step > 0 ? " step " + step : "");
  }
}

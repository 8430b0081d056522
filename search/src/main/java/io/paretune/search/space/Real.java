package io.paretune.search.space;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;

/**
 * Real numbers between two bounds, on a grid if a step is given.
 *
 * @param low smallest value
 * @param high largest value; lowered to the last point of the grid if there is a step
 * @param step distance between neighbouring values; 0 for a continuous range. Points of a grid are
 *     decimal: 0 to 1 by 0.1 holds 0.3, as it would be written, not 0.30000000000000004.
 */
public record Real(double low, double high, double step) implements Domain {

  /**
   * How far from the grid, in steps, a value may lie: what binary fractions make of decimal ones.
   */
  private static final double ROUNDING = 1e-6;

  /** Checks the bounds. */
  public Real {
    if (!(low < high) || Double.isInfinite(high - low)) {
      throw new IllegalArgumentException(
          "low < high must hold and high - low be finite, got low=" + low + ", high=" + high);
    }
    if (!(step >= 0) || step > (high - low) * (1 + ROUNDING)) {
      throw new IllegalArgumentException(
          "step must be 0 (continuous) or at most high - low, got step="
              + step
              + ", low="
              + low
              + ", high="
              + high);
    }
    low += 0.0;
    if (step > 0) {
      double steps = Math.floor((high - low) / step + ROUNDING);
      if (steps >= Units.MOST_VALUES) {
        throw Units.tooMany("low=" + low + ", high=" + high + ", step=" + step);
      }
      high = grid(low, step, (long) steps);
    }
    high += 0.0;
  }

  /** A continuous range. */
  public static Real between(double low, double high) {
    return new Real(low, high, 0);
  }

  @Override
  public Object fromUnit(double unit) {
    if (step > 0) {
      return valueAt(Units.cell(unit, count()));
    }
    return Math.min(high, low + Units.clamp(unit) * (high - low));
  }

  @Override
  public double toUnit(Object value) {
    if (step > 0) {
      double number = (Double) canonical(value);
      return Units.middle(Math.round((number - low) / step), count());
    }
    return Units.clamp((inRange(value) - low) / (high - low));
  }

  @Override
  public Object canonical(Object value) {
    if (step > 0) {
      double steps = (Units.number(value, this) - low) / step;
      double index = Math.rint(steps);
      if (!(Math.abs(steps - index) <= ROUNDING) || index < 0 || index >= count()) {
        throw Units.outside(value, this);
      }
      return valueAt((long) index);
    }
    return inRange(value);
  }

  private double inRange(Object value) {
    double number = Units.number(value, this);
    if (!(number >= low && number <= high)) {
      throw Units.outside(value, this);
    }
    return number;
  }

  private static double grid(double low, double step, long index) {
    return BigDecimal.valueOf(step)
        .multiply(BigDecimal.valueOf(index))
        .add(BigDecimal.valueOf(low))
        .doubleValue();
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
  public Object valueAt(long index) {
    requireGrid();
    return grid(low, step, Objects.checkIndex(index, count()));
  }

  private void requireGrid() {
    if (step == 0) {
      throw new IllegalStateException("a continuous range has no list of values: " + describe());
    }
  }

  @Override
  public List<Object> values() {
    requireGrid();
    List<Object> all = new ArrayList<>();
    for (long i = 0; i < count(); i++) {
      all.add(valueAt(i));
    }
    return List.copyOf(all);
  }

  @Override
  public String describe() {
    return "real " + low + ".." + high + (step > 0 ? " step " + step : "");
  }
}

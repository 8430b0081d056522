package io.paretune.search.space;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;

/**
 * Whole numbers between two bounds, both included.
 *
 * @param low smallest value
 * @param high largest value; lowered to the last multiple of the step
 * @param step distance between neighbouring values, at least 1
 */
public record Whole(long low, long high, long step) implements Domain {

  /** Checks the bounds. */
  public Whole {
    if (low > high) {
      throw new IllegalArgumentException(
          "low <= high must hold, got low=" + low + ", high=" + high);
    }
    if (step < 1) {
      throw new IllegalArgumentException("step must be at least 1, got " + step);
    }
    // a difference that overflows is negative
    long span = high - low;
    if (span < 0 || span / step >= Units.MOST_VALUES) {
      throw Units.tooMany("low=" + low + ", high=" + high + ", step=" + step);
    }
    high = low + span / step * step;
  }

  /** Every whole number of a range. */
  public static Whole between(long low, long high) {
    return new Whole(low, high, 1);
  }

  @Override
  public Object fromUnit(double unit) {
    return low + Units.cell(unit, count()) * step;
  }

  @Override
  public double toUnit(Object value) {
    return Units.middle(((Long) canonical(value) - low) / step, count());
  }

  @Override
  public Object canonical(Object value) {
    long number = Units.whole(value, this);
    if (number < low || number > high || (number - low) % step != 0) {
      throw Units.outside(value, this);
    }
    return number;
  }

  private long count() {
    return (high - low) / step + 1;
  }

  @Override
  public OptionalLong size() {
    return OptionalLong.of(count());
  }

  @Override
  public boolean ordered() {
    return true;
  }

  @Override
  public List<Object> values() {
    List<Object> all = new ArrayList<>();
    for (long index = 0; index < count(); index++) {
      all.add(valueAt(index));
    }
    return List.copyOf(all);
  }

  @Override
  public Object valueAt(long index) {
    return low + Objects.checkIndex(index, count()) * step;
  }

  @Override
  public String describe() {
    return "whole " + low + ".." + high + (step > 1 ? " step " + step : "");
  }
}

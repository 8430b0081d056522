package io.paretune.search.space;

import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;

/**
 * One of a list of options: words, numbers or booleans, all of one kind.
 *
 * @param options at least one, distinct; whole numbers are held as {@code Long}, other numbers as
 *     {@code Double}. Options that are all numbers in ascending or descending order are an ordered
 *     choice.
 */
public record Choice(List<Object> options) implements Domain {

  /** Checks and normalises the options. */
  public Choice {
    if (options.isEmpty()) {
      throw new IllegalArgumentException("a choice needs at least one option, got none");
    }
    boolean anyFraction = options.stream().anyMatch(Choice::isFraction);
    options = options.stream().map(option -> normal(option, anyFraction)).toList();
    if (new HashSet<>(options).size() < options.size()) {
      throw new IllegalArgumentException("the options of a choice must differ, got " + options);
    }
    if (options.stream().map(Object::getClass).distinct().count() > 1) {
      throw new IllegalArgumentException(
          "the options of a choice must be of one kind (all words, all numbers or all booleans),"
              + " got "
              + options);
    }
  }

  /** A choice among the given options. */
  public static Choice of(Object... options) {
    return new Choice(List.of(options));
  }

  private static boolean isFraction(Object option) {
    return option instanceof Double
        || option instanceof Float
        || (option instanceof Number number && number.doubleValue() != (double) number.longValue());
  }

  private static Object normal(Object option, boolean fractions) {
    if (option instanceof Number number) {
      if (!Double.isFinite(number.doubleValue())) {
        throw new IllegalArgumentException("an option must be finite, got " + option);
      }
      // -0.0 and 0.0 are one value to a user, and must be one option
      return fractions ? (Object) (number.doubleValue() + 0.0) : (Object) number.longValue();
    }
    if (option instanceof String || option instanceof Boolean) {
      return option;
    }
    throw new IllegalArgumentException(
        "an option must be a word, a number or a boolean, got " + option.getClass().getName());
  }

  @Override
  public Object fromUnit(double unit) {
    return options.get((int) Units.cell(unit, options.size()));
  }

  @Override
  public double toUnit(Object value) {
    return Units.middle(options.indexOf(canonical(value)), options.size());
  }

  @Override
  public Object canonical(Object value) {
    Object wanted =
        value instanceof Number ? normal(value, options.get(0) instanceof Double) : value;
    boolean lost =
        value instanceof Number from
            && wanted instanceof Number to
            && from.doubleValue() != to.doubleValue();
    if (lost || !options.contains(wanted)) {
      throw Units.outside(value, this);
    }
    return wanted;
  }

  @Override
  public OptionalLong size() {
    return OptionalLong.of(options.size());
  }

  @Override
  public boolean ordered() {
    if (!(options.get(0) instanceof Number)) {
      return false;
    }
    boolean up = true;
    boolean down = true;
    for (int i = 1; i < options.size(); i++) {
      double before = ((Number) options.get(i - 1)).doubleValue();
      double now = ((Number) options.get(i)).doubleValue();
      up &= now > before;
      down &= now < before;
    }
    return up || down;
  }

  @Override
  public List<Object> values() {
    return options;
  }

  @Override
  public Object valueAt(long index) {
    return options.get((int) Objects.checkIndex(index, (long) options.size()));
  }

  @Override
  public String describe() {
    return "one of " + options;
  }
}

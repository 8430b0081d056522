package io.paretune.search.space;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A point of a search space: the values of the parameters that exist there, in the space's order.
 *
 * <p>Immutable; equal when the same parameters have the same values. Values are {@code Double},
 * {@code Long}, {@code String} or {@code Boolean} (see {@link Domain}).
 */
public final class Assignment {

  private final Map<String, Object> values;
  // computed when first asked for; 0 before. A race computes the same number twice
  private int hash;

  private Assignment(Map<String, Object> values) {
    this.values = Collections.unmodifiableMap(values);
  }

  /** A view of values that the caller is still collecting and will not change once done. */
  static Assignment viewing(Map<String, Object> values) {
    return new Assignment(values);
  }

  /**
   * Values as they are; use {@link SearchSpace#assignment} to have them checked against a space.
   */
  public static Assignment of(Map<String, ?> values) {
    return new Assignment(new LinkedHashMap<>(values));
  }

  /** Whether the parameter exists at this point. */
  public boolean has(String parameter) {
    return values.containsKey(parameter);
  }

  /**
   * The value of a parameter.
   *
   * @throws IllegalArgumentException if the parameter does not exist here
   */
  public Object value(String parameter) {
    Object value = values.get(parameter);
    if (value == null) {
      throw new IllegalArgumentException(
          "parameter '" + parameter + "' does not exist here; those that do: " + values.keySet());
    }
    return value;
  }

  /** The value of a numeric parameter as a real number. */
  public double real(String parameter) {
    if (value(parameter) instanceof Number number) {
      return number.doubleValue();
    }
    throw kind(parameter, "a number");
  }

  /** The value of a whole-number parameter. */
  public long whole(String parameter) {
    if (value(parameter) instanceof Long number) {
      return number;
    }
    throw kind(parameter, "a whole number");
  }

  /** The value of a choice of words. */
  public String text(String parameter) {
    if (value(parameter) instanceof String text) {
      return text;
    }
    throw kind(parameter, "a word");
  }

  /** The value of a choice of booleans. */
  public boolean flag(String parameter) {
    if (value(parameter) instanceof Boolean flag) {
      return flag;
    }
    throw kind(parameter, "a boolean");
  }

  private IllegalArgumentException kind(String parameter, String wanted) {
    return new IllegalArgumentException(
        "parameter '" + parameter + "' must be " + wanted + ", got " + value(parameter));
  }

  /** All values, in the space's order; unmodifiable. */
  public Map<String, Object> asMap() {
    return values;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Assignment that
        && hashCode() == that.hashCode()
        && values.equals(that.values);
  }

  @Override
  public int hashCode() {
    int known = hash;
    if (known == 0) {
      known = values.hashCode();
      hash = known;
    }
    return known;
  }

  @Override
  public String toString() {
    return values.toString();
  }
}

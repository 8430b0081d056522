package io.paretune.evaluators.family;

import io.paretune.search.space.Assignment;
import io.paretune.search.space.Choice;
import io.paretune.search.space.Condition;
import io.paretune.search.space.Domain;
import io.paretune.search.space.Parameter;
import io.paretune.search.space.Whole;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One elastic property of a family: a parameter if it has several values, a constant if it has one.
 *
 * @param <T> {@code Integer}, {@code Double}, {@code String} or {@code Boolean}
 * @param name of the parameter
 * @param values from the least to the most capable: numbers ascending
 * @param exists when networks have the property at all
 */
record Option<T>(String name, List<T> values, Condition exists) {

  Option {
    values = List.copyOf(values);
  }

  /** A property that every network has. */
  Option(String name, List<T> values) {
    this(name, values, Condition.always());
  }

  T smallest() {
    return values.get(0);
  }

  T largest() {
    return values.get(values.size() - 1);
  }

  boolean fixed() {
    return values.size() == 1;
  }

  /** The parameters of these options that leave a choice, in order. */
  static List<Parameter> parameters(List<? extends Option<?>> options) {
    List<Parameter> parameters = new ArrayList<>();
    for (Option<?> option : options) {
      option.parameter().ifPresent(parameters::add);
    }
    return parameters;
  }

  /** The most capable value of each of these options, by name; modifiable. */
  static Map<String, Object> largest(List<? extends Option<?>> options) {
    Map<String, Object> values = new LinkedHashMap<>();
    options.forEach(option -> values.put(option.name(), option.largest()));
    return values;
  }

  private Optional<Parameter> parameter() {
    return fixed() ? Optional.empty() : Optional.of(new Parameter(name, domain(), exists));
  }

  private Domain domain() {
    if (values.stream().allMatch(Integer.class::isInstance)) {
      int first = whole(0);
      int step = whole(1) - first;
      boolean grid = true;
      for (int i = 1; i < values.size(); i++) {
        grid &= whole(i) - whole(i - 1) == step;
      }
      if (grid) {
        return new Whole(first, whole(values.size() - 1), step);
      }
    }
    return Choice.of(values.toArray());
  }

  private int whole(int index) {
    return ((Number) values.get(index)).intValue();
  }

  /**
   * The value at a point of the space where this option exists.
   *
   * @throws IllegalArgumentException if the point has no such parameter, or none of the values
   */
  T at(Assignment assignment) {
    if (fixed()) {
      return smallest();
    }
    Object given = assignment.value(name);
    for (T value : values) {
      if (same(value, given)) {
        return value;
      }
    }
    throw new IllegalArgumentException(
        "parameter '%s' must be one of %s, got %s".formatted(name, values, given));
  }

  private static boolean same(Object value, Object given) {
    if (value instanceof Number mine && given instanceof Number other) {
      return mine.doubleValue() == other.doubleValue();
    }
    return value.equals(given);
  }

  /** When the value, a number, is at least this bound. */
  Condition atLeast(int bound) {
    return whole(0) >= bound ? exists : Condition.all(exists, Condition.atLeast(name, bound));
  }
}

package io.paretune.search.space;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * When a parameter exists, in terms of parameters declared before it.
 *
 * <p>A condition on a parameter that is itself absent does not hold.
 */
public sealed interface Condition {

  /** Whether it holds for the values assigned so far. */
  boolean holds(Assignment assignment);

  /** Names of the parameters it looks at, in order. */
  Set<String> parameters();

  /** The condition in words, for instance {@code depth >= 2}. */
  String describe();

  /** Always active. */
  static Condition always() {
    return new Always();
  }

  /** Active when a parameter has one of the given values. */
  static Condition in(String parameter, Object... values) {
    return new In(parameter, List.of(values));
  }

  /** Active when a numeric parameter is at least a bound. */
  static Condition atLeast(String parameter, double bound) {
    return new AtLeast(parameter, bound);
  }

  /**
   * Active when all the given conditions hold. Conditions that are themselves of several are taken
   * apart, so that however a condition was put together, it equals another of the same parts.
   */
  static Condition all(Condition... conditions) {
    List<Condition> parts = All.parts(List.of(conditions));
    if (parts.size() == 1) {
      return parts.get(0);
    }
    return parts.isEmpty() && conditions.length > 0 ? always() : new All(parts);
  }

  /** Holds without looking. */
  record Always() implements Condition {
    @Override
    public boolean holds(Assignment assignment) {
      return true;
    }

    @Override
    public Set<String> parameters() {
      return Set.of();
    }

    @Override
    public String describe() {
      return "always";
    }
  }

  /**
   * One of some values.
   *
   * @param parameter the parameter looked at
   * @param values the values that make the condition true, at least one
   */
  record In(String parameter, List<Object> values) implements Condition {
    /** Checks the values. */
    public In {
      if (values.isEmpty()) {
        throw new IllegalArgumentException(
            "a condition on parameter '" + parameter + "' needs at least one value, got none");
      }
      values =
          values.stream()
              .map(v -> v instanceof Integer || v instanceof Short ? ((Number) v).longValue() : v)
              .toList();
    }

    @Override
    public boolean holds(Assignment assignment) {
      return assignment.has(parameter) && values.contains(assignment.value(parameter));
    }

    @Override
    public Set<String> parameters() {
      return Set.of(parameter);
    }

    @Override
    public String describe() {
      return parameter + (values.size() == 1 ? " = " + values.get(0) : " in " + values);
    }
  }

  /**
   * A number not under a bound.
   *
   * @param parameter a numeric parameter
   * @param bound the smallest value that makes the condition true
   */
  record AtLeast(String parameter, double bound) implements Condition {
    /** Checks the bound. */
    public AtLeast {
      if (!Double.isFinite(bound)) {
        throw new IllegalArgumentException(
            "a bound must be finite, got "
                + bound
                + " (condition on parameter '"
                + parameter
                + "')");
      }
    }

    @Override
    public boolean holds(Assignment assignment) {
      return assignment.has(parameter)
          && assignment.value(parameter) instanceof Number number
          && number.doubleValue() >= bound;
    }

    @Override
    public Set<String> parameters() {
      return Set.of(parameter);
    }

    @Override
    public String describe() {
      return parameter
          + " >= "
          + (bound == (long) bound ? Long.toString((long) bound) : Double.toString(bound));
    }
  }

  /**
   * All of several.
   *
   * @param conditions the conditions that must hold together; none is of several itself, or always
   */
  record All(List<Condition> conditions) implements Condition {
    /** Takes conditions apart that are of several. */
    public All {
      conditions = parts(conditions);
      if (conditions.isEmpty()) {
        throw new IllegalArgumentException(
            "all(...) needs at least one condition, got none; use always()");
      }
    }

    private static List<Condition> parts(List<Condition> conditions) {
      List<Condition> parts = new ArrayList<>();
      for (Condition condition : conditions) {
        if (condition instanceof All all) {
          parts.addAll(all.conditions());
        } else if (!(condition instanceof Always)) {
          parts.add(condition);
        }
      }
      return List.copyOf(parts);
    }

    @Override
    public boolean holds(Assignment assignment) {
      return conditions.stream().allMatch(condition -> condition.holds(assignment));
    }

    @Override
    public Set<String> parameters() {
      Set<String> names = new LinkedHashSet<>();
      conditions.forEach(condition -> names.addAll(condition.parameters()));
      return names;
    }

    @Override
    public String describe() {
      return String.join(" and ", conditions.stream().map(Condition::describe).toList());
    }
  }
}

package io.paretune.search.space;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is searched: parameters in order, some of which exist only under a condition.
 *
 * <pre>{@code
 * SearchSpace space = SearchSpace.builder()
 *     .whole("depth", 1, 3)
 *     .logReal("learning-rate", 1e-4, 1e-1)
 *     .choice("optimizer", "sgd", "adam")
 *     .when(Condition.in("optimizer", "sgd"), sgd -> sgd.real("momentum", 0, 0.99))
 *     .build();
 * }</pre>
 *
 * <p>Immutable. Samplers see it as a unit cube with one axis a parameter.
 */
public final class SearchSpace implements TypedSpace<Assignment> {

  private final List<Parameter> parameters;
  private final Map<String, Parameter> byName;
  private final Names names;

  private SearchSpace(List<Parameter> parameters) {
    this.parameters = List.copyOf(parameters);
    this.byName = new LinkedHashMap<>();
    for (Parameter parameter : parameters) {
      for (String other : parameter.condition().parameters()) {
        if (!byName.containsKey(other)) {
          throw new IllegalArgumentException(
              "a condition must look at a parameter declared before it, got '"
                  + other
                  + "' (parameter '"
                  + parameter.name()
                  + "')");
        }
      }
      checkReachable(parameter.condition(), parameter.name());
      if (byName.put(parameter.name(), parameter) != null) {
        throw new IllegalArgumentException(
            "a parameter's name must be unique, got '" + parameter.name() + "' twice");
      }
    }
    if (parameters.isEmpty()) {
      throw new IllegalArgumentException("a search space needs at least one parameter, got none");
    }
    this.names = new Names(byName.keySet());
  }

  private void checkReachable(Condition condition, String parameter) {
    if (condition instanceof Condition.All all) {
      all.conditions().forEach(one -> checkReachable(one, parameter));
    } else if (condition instanceof Condition.In in) {
      Domain domain = parameterOf(in.parameter()).domain();
      for (Object value : in.values()) {
        try {
          if (!domain.canonical(value).equals(value)) {
            throw new IllegalArgumentException("the value must be written as " + domain.describe());
          }
        } catch (IllegalArgumentException outside) {
          throw unreachable(condition, in.parameter(), domain, parameter, outside);
        }
      }
    } else if (condition instanceof Condition.AtLeast atLeast) {
      Domain domain = parameterOf(atLeast.parameter()).domain();
      if (!(largest(domain) >= atLeast.bound())) {
        throw unreachable(condition, atLeast.parameter(), domain, parameter, null);
      }
    }
  }

  private static IllegalArgumentException unreachable(
      Condition condition,
      String lookedAt,
      Domain domain,
      String parameter,
      @Nullable Exception cause) {
    return new IllegalArgumentException(
        "the condition '%s' can never hold: parameter '%s' is %s (parameter '%s')"
            .formatted(condition.describe(), lookedAt, domain.describe(), parameter),
        cause);
  }

  /** The largest number of a domain; NaN if it has no numbers. */
  private static double largest(Domain domain) {
    List<Object> candidates =
        domain instanceof Choice choice ? choice.options() : List.of(domain.fromUnit(1));
    return candidates.stream()
        .filter(Number.class::isInstance)
        .mapToDouble(value -> ((Number) value).doubleValue())
        .max()
        .orElse(Double.NaN);
  }

  /** A space of the given parameters. */
  public static SearchSpace of(List<Parameter> parameters) {
    return new SearchSpace(parameters);
  }

  /** A builder without parameters. */
  public static SpaceBuilder builder() {
    return new SpaceBuilder();
  }

  /** All parameters, in order. */
  public List<Parameter> parameters() {
    return parameters;
  }

  /** Number of parameters, and of axes of the unit cube. */
  public int dimension() {
    return parameters.size();
  }

  /** The parameter of a name, if there is one. */
  public Optional<Parameter> parameter(String name) {
    return Optional.ofNullable(byName.get(name));
  }

  Names names() {
    return names;
  }

  private Parameter parameterOf(String name) {
    return parameter(name)
        .orElseThrow(() -> new IllegalArgumentException("no parameter '" + name + "'"));
  }

  /**
   * The point of the space at a point of the unit cube; axes of absent parameters are ignored.
   *
   * @param unit {@code double[dimension]}, each in [0, 1]
   */
  public Assignment fromUnit(double[] unit) {
    requireDimension(unit);
    Object[] values = new Object[unit.length];
    Assignment point = Assignment.viewing(names, values);
    for (int i = 0; i < unit.length; i++) {
      Parameter parameter = parameters.get(i);
      if (parameter.condition().holds(point)) {
        values[i] = parameter.domain().fromUnit(unit[i]);
      }
    }
    return point;
  }

  private void requireDimension(double[] unit) {
    if (unit.length != parameters.size()) {
      throw new IllegalArgumentException(
          "unit.length == dimension must hold, got " + unit.length + " for " + parameters.size());
    }
  }

  /**
   * A point of the unit cube that stands for an assignment.
   *
   * @param filler position on the axes of absent parameters, {@code double[dimension]}
   * @return {@code double[dimension]}
   * @throws IllegalArgumentException if a value is not in its parameter's domain
   */
  public double[] toUnit(Assignment assignment, double[] filler) {
    requireDimension(filler);
    return fill(filler.clone(), assignment);
  }

  private double[] fill(double[] unit, Assignment assignment) {
    for (int i = 0; i < unit.length; i++) {
      Object value = assignment.find(names, i);
      if (value != null) {
        unit[i] = parameters.get(i).domain().toUnit(value);
      }
    }
    return unit;
  }

  /**
   * A point of the unit cube that stands for an assignment, with NaN on the axes of absent
   * parameters.
   *
   * @return {@code double[dimension]}
   * @throws IllegalArgumentException if a value is not in its parameter's domain
   */
  public double[] toUnit(Assignment assignment) {
    double[] absent = new double[parameters.size()];
    Arrays.fill(absent, Double.NaN);
    return fill(absent, assignment);
  }

  /**
   * Values checked against this space, in its order.
   *
   * @throws IllegalArgumentException naming the parameter that is missing, unknown, absent under
   *     its condition or out of range
   */
  public Assignment assignment(Map<String, ?> given) {
    // first, so that a misspelt name is not taken for a missing one
    for (String name : given.keySet()) {
      if (!byName.containsKey(name)) {
        throw new IllegalArgumentException(
            "no parameter '" + name + "' in this space; it has " + byName.keySet());
      }
    }
    Object[] values = new Object[parameters.size()];
    Assignment point = Assignment.viewing(names, values);
    for (int i = 0; i < values.length; i++) {
      Parameter parameter = parameters.get(i);
      boolean exists = parameter.condition().holds(point);
      Object value = given.get(parameter.name());
      if (exists && value == null) {
        throw new IllegalArgumentException(
            "parameter '" + parameter.name() + "' must have a value, got none");
      }
      if (!exists && value != null) {
        throw new IllegalArgumentException(
            "parameter '"
                + parameter.name()
                + "' must be absent unless "
                + parameter.condition().describe()
                + ", got "
                + value);
      }
      if (value != null) {
        try {
          values[i] = parameter.domain().canonical(value);
        } catch (IllegalArgumentException outside) {
          throw new IllegalArgumentException(
              outside.getMessage() + " (parameter '" + parameter.name() + "')", outside);
        }
      }
    }
    return point;
  }

  /**
   * Checks that an assignment is a point of this space, written as this space writes it. Constant
   * time for one that this space made.
   *
   * @throws IllegalArgumentException if it is not, naming the parameter
   */
  public void require(Assignment point) {
    if (!point.isMadeUnder(names)) {
      Assignment canonical = assignment(point.asMap());
      if (!canonical.equals(point)) {
        throw new IllegalArgumentException(
            "values must be written as " + canonical + ", got " + point);
      }
    }
  }

  /** The number of different assignments, or empty if infinite or too large to be counted. */
  public OptionalLong size() {
    return SpaceIndex.of(this)
        .map(index -> OptionalLong.of(index.size()))
        .orElse(OptionalLong.empty());
  }

  /**
   * How this space differs from the one a study was started with, naming the first parameter that
   * does; empty if it does not.
   */
  public Optional<String> differenceFrom(SearchSpace earlier) {
    Set<String> names = new LinkedHashSet<>(earlier.byName.keySet());
    names.addAll(byName.keySet());
    for (String name : names) {
      Parameter before = earlier.byName.get(name);
      Parameter now = byName.get(name);
      if (before == null) {
        return Optional.of("parameter '" + name + "' is new");
      }
      if (now == null) {
        return Optional.of("parameter '" + name + "' is gone");
      }
      if (!before.domain().equals(now.domain())) {
        return Optional.of(
            "parameter '%s' was %s and is now %s"
                .formatted(name, before.domain().describe(), now.domain().describe()));
      }
      if (!before.condition().equals(now.condition())) {
        return Optional.of(
            "parameter '%s' existed when '%s' and now when '%s'"
                .formatted(name, before.condition().describe(), now.condition().describe()));
      }
    }
    return parameters.equals(earlier.parameters)
        ? Optional.empty()
        : Optional.of("the order of the parameters changed");
  }

  @Override
  public SearchSpace space() {
    return this;
  }

  @Override
  public Assignment decode(Assignment assignment) {
    return assignment;
  }

  @Override
  public Assignment encode(Assignment value) {
    return assignment(value.asMap());
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SearchSpace that && parameters.equals(that.parameters);
  }

  @Override
  public int hashCode() {
    return parameters.hashCode();
  }

  @Override
  public String toString() {
    return parameters.toString();
  }
}

package io.paretune.search.space;

import io.paretune.search.annotation.Experimental;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * A hyperparameter that is fixed or searched: one value is fixed and no parameter, several values
 * or a range are a parameter.
 *
 * <p>Immutable; equal when name, values, domain and condition are.
 *
 * @param <T> what it is to those who use it
 */
@Experimental
public final class Tunable<T> {

  private final String name;
  private final List<T> values;
  private final Optional<Domain> domain;
  private final Function<Object, T> decoding;
  private final Condition exists;

  private Tunable(
      String name,
      List<T> values,
      Optional<Domain> domain,
      Function<Object, T> decoding,
      Condition exists) {
    this.name = name;
    this.values = values;
    this.domain = domain;
    this.decoding = decoding;
    this.exists = exists;
  }

  /** A value that is not searched. */
  public static <T> Tunable<T> fixed(String name, T value) {
    return new Tunable<>(name, List.of(value), Optional.empty(), any -> value, Condition.always());
  }

  /** A searched number. */
  public static Tunable<Double> real(String name, Domain domain) {
    return searched(name, domain, value -> ((Number) value).doubleValue());
  }

  /** A searched whole number. */
  public static Tunable<Integer> whole(String name, Domain domain) {
    return searched(name, domain, value -> Math.toIntExact(((Number) value).longValue()));
  }

  private static <T> Tunable<T> searched(String name, Domain domain, Function<Object, T> decoding) {
    List<T> values =
        domain instanceof Choice choice
            ? choice.options().stream().map(decoding).toList()
            : List.of();
    return new Tunable<>(name, values, Optional.of(domain), decoding, Condition.always());
  }

  /**
   * One value, which is fixed, or several, among which is chosen.
   *
   * @param values numbers, words or booleans
   * @throws IllegalArgumentException if there is none, or one twice
   */
  public static <T> Tunable<T> among(String name, List<T> values) {
    return among(name, values, value -> value);
  }

  /** Likewise of constants, which experiment files spell in lower case with hyphens. */
  public static <E extends Enum<E>> Tunable<E> amongConstants(String name, List<E> values) {
    return among(name, values, Tunable::label);
  }

  /**
   * Likewise of values that the space has other names for.
   *
   * @param label a number, a word or a boolean; another for each value
   */
  public static <T> Tunable<T> among(String name, List<T> values, Function<? super T, ?> label) {
    Object[] labels = values.stream().map(label).toArray();
    requireDistinct(name, List.of(labels));
    return chosen(name, values, labels, Choice.of(labels));
  }

  /**
   * Values from the least to the most capable: whole numbers at even distances are a range, others
   * a choice in their order.
   *
   * @throws IllegalArgumentException if there is none, or one twice
   */
  public static <T> Tunable<T> ascending(String name, List<T> values) {
    requireDistinct(name, values);
    Object[] labels = values.toArray();
    return chosen(name, values, labels, grid(values).orElseGet(() -> Choice.of(labels)));
  }

  private static <T> Tunable<T> chosen(
      String name, List<T> values, Object[] labels, Domain domain) {
    List<T> all = List.copyOf(values);
    Function<Object, T> decoding =
        given -> {
          for (int i = 0; i < labels.length; i++) {
            if (same(labels[i], given)) {
              return all.get(i);
            }
          }
          throw new IllegalArgumentException(
              "parameter '%s' must be one of %s, got %s".formatted(name, List.of(labels), given));
        };
    Optional<Domain> searched = all.size() > 1 ? Optional.of(domain) : Optional.empty();
    return new Tunable<>(name, all, searched, decoding, Condition.always());
  }

  private static Optional<Domain> grid(List<?> values) {
    List<Integer> wholes =
        values.stream().filter(Integer.class::isInstance).map(Integer.class::cast).toList();
    if (wholes.size() < values.size() || values.size() < 2) {
      return Optional.empty();
    }
    int step = wholes.get(1) - wholes.get(0);
    for (int i = 1; i < wholes.size(); i++) {
      if (wholes.get(i) - wholes.get(i - 1) != step) {
        return Optional.empty();
      }
    }
    return Optional.of(new Whole(wholes.get(0), wholes.get(wholes.size() - 1), step));
  }

  private static boolean same(Object label, Object given) {
    if (label instanceof Number mine && given instanceof Number other) {
      return mine.doubleValue() == other.doubleValue();
    }
    return label.equals(given);
  }

  private static void requireDistinct(String name, List<?> values) {
    if (values.isEmpty() || new LinkedHashSet<>(values).size() < values.size()) {
      throw new IllegalArgumentException(
          "%s must hold at least one value, none twice, got %s".formatted(name, values));
    }
  }

  /** A constant as experiment files spell it. */
  public static String label(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The same, where it exists only under a condition beside its own. */
  public Tunable<T> when(Condition condition) {
    return new Tunable<>(name, values, domain, decoding, Condition.all(condition, exists));
  }

  /** The parameter's name, if it is searched. */
  public String name() {
    return name;
  }

  /** Whether it is searched. */
  public boolean searched() {
    return domain.isPresent();
  }

  /** The fixed value, or those that are chosen from in order; none of a range of numbers. */
  public List<T> values() {
    return values;
  }

  /** What is searched; empty if it is fixed. */
  public Optional<Domain> domain() {
    return domain;
  }

  /** The first of its values: of ascending ones, the smallest. */
  public T smallest() {
    return values.get(0);
  }

  /** The last of its values: of ascending ones, the largest. */
  public T largest() {
    return values.get(values.size() - 1);
  }

  /** Its values; of a range of numbers, the two ends. */
  public List<T> extremes() {
    return values.isEmpty()
        ? Stream.of(0.0, 1.0)
            .map(end -> decoding.apply(domain.orElseThrow().fromUnit(end)))
            .toList()
        : values;
  }

  /** What a value is in the domain; empty if it is fixed, or not of the domain. */
  public Optional<Object> inDomain(T value) {
    if (domain.isEmpty()) {
      return Optional.empty();
    }
    Domain searched = domain.get();
    if (!values.isEmpty()) {
      int index = values.indexOf(value);
      return index < 0 ? Optional.empty() : Optional.of(searched.valueAt(index));
    }
    try {
      return Optional.of(searched.canonical(value));
    } catch (IllegalArgumentException outside) {
      return Optional.empty();
    }
  }

  /** A value if it can be had; else the fixed one, or one from the middle of the domain. */
  public T orMiddle(T value) {
    if (domain.isEmpty()) {
      return smallest();
    }
    return inDomain(value).isPresent() ? value : decoding.apply(domain.get().fromUnit(0.5));
  }

  /** When its value is one of some, given those who have it at all: never is empty. */
  public Optional<Condition> in(List<T> wanted) {
    List<Object> labels = new ArrayList<>();
    for (int i = 0; i < values.size(); i++) {
      if (wanted.contains(values.get(i))) {
        labels.add(domain.isPresent() ? domain.get().valueAt(i) : values.get(i));
      }
    }
    if (labels.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        labels.size() == values.size()
            ? exists
            : Condition.all(exists, Condition.in(name, labels.toArray())));
  }

  /** When the value, a whole number of ascending ones, is at least this bound. */
  public Condition atLeast(int bound) {
    return ((Number) smallest()).intValue() >= bound
        ? exists
        : Condition.all(exists, Condition.atLeast(name, bound));
  }

  /** The parameter; none if it is fixed. */
  public List<Parameter> parameters() {
    return domain.map(searched -> new Parameter(name, searched, exists)).stream().toList();
  }

  /** The parameters of those of some that are searched, in order. */
  public static List<Parameter> parameters(List<? extends Tunable<?>> all) {
    return all.stream().flatMap(one -> one.parameters().stream()).toList();
  }

  /**
   * The value at a point of the space where this exists.
   *
   * @throws IllegalArgumentException if it is searched and the point does not have it, or has what
   *     it cannot be
   */
  public T at(Assignment point) {
    return domain.isPresent() ? decoding.apply(point.value(name)) : smallest();
  }

  /** The value at a point, or another where this is searched but does not exist there. */
  public T at(Assignment point, T absent) {
    return domain.isPresent() && !point.has(name) ? absent : at(point);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Tunable<?> that
        && name.equals(that.name)
        && values.equals(that.values)
        && domain.equals(that.domain)
        && exists.equals(that.exists);
  }

  @Override
  public int hashCode() {
    return Objects.hash(name, values, domain, exists);
  }

  @Override
  public String toString() {
    return name + domain.map(searched -> ": " + searched.describe()).orElse(" = " + values);
  }
}

package io.paretune.evaluators.family;

import io.paretune.hardware.yaml.Nearest;
import io.paretune.search.space.Tunable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The options of a context over a family's defaults, read with their kinds and ranges checked. */
final class Options {

  private final Map<String, List<Object>> values;

  private Options(Map<String, List<Object>> values) {
    this.values = values;
  }

  /**
   * The options of a family.
   *
   * @param defaults every option that the family has
   * @throws IllegalArgumentException if the context sets one that the family does not have
   */
  static Options of(String family, Map<String, List<Object>> defaults, FamilyContext context) {
    Map<String, List<Object>> values = new LinkedHashMap<>();
    defaults.forEach((name, usual) -> values.put(name, FamilyContext.checked(name, usual)));
    context
        .options()
        .forEach(
            (name, given) -> {
              if (values.put(name, given) == null) {
                throw Nearest.unknown("option of family " + family, name, defaults.keySet());
              }
            });
    return new Options(values);
  }

  /** Whole numbers from {@code low} to {@code high}. */
  List<Integer> wholes(String name, int low, int high) {
    return wholes(name, low, high, 1, 0, "");
  }

  /** Multiples of {@code step} from {@code low} to {@code high}. */
  List<Integer> multiples(String name, int low, int high, int step) {
    return wholes(name, low, high, step, 0, ", multiples of " + step);
  }

  /** Odd numbers from {@code low} to {@code high}. */
  List<Integer> odds(String name, int low, int high) {
    return wholes(name, low, high, 2, 1, ", odd");
  }

  private List<Integer> wholes(
      String name, int low, int high, int step, int rest, String alsoRequired) {
    List<Object> given = given(name);
    for (Object value : given) {
      if (!(value instanceof Long)) {
        throw new IllegalArgumentException(
            "option '%s' must hold whole numbers, got '%s'".formatted(name, value));
      }
      long number = (long) value;
      if (number < low || number > high || number % step != rest) {
        throw new IllegalArgumentException(
            "option '%s' must hold values from %d to %d%s, got %s"
                .formatted(name, low, high, alsoRequired, given));
      }
    }
    return given.stream().map(value -> ((Number) value).intValue()).toList();
  }

  /** Numbers of at least {@code low} and below {@code bound}. */
  List<Double> reals(String name, double low, double bound) {
    List<Object> given = given(name);
    for (Object value : given) {
      if (!(value instanceof Number number)) {
        throw new IllegalArgumentException(
            "option '%s' must hold numbers, got '%s'".formatted(name, value));
      }
      if (!(number.doubleValue() >= low && number.doubleValue() < bound)) {
        throw new IllegalArgumentException(
            "option '%s' must hold numbers of at least %s and below %s, got %s"
                .formatted(name, low, bound, given));
      }
    }
    return given.stream().map(value -> ((Number) value).doubleValue()).toList();
  }

  /** True, false or both, in whatever order they are written: false first. */
  List<Boolean> flags(String name) {
    List<Object> given = given(name);
    for (Object value : given) {
      if (!(value instanceof Boolean)) {
        throw new IllegalArgumentException(
            "option '%s' must hold true or false, got '%s'".formatted(name, value));
      }
    }
    return given.stream().map(value -> (Boolean) value).sorted().toList();
  }

  /**
   * Words among some, in the order in which those are known: one set of words makes one space,
   * however it is written.
   */
  List<String> words(String name, List<String> known) {
    List<Object> given = given(name);
    for (Object value : given) {
      if (!known.contains(value)) {
        throw new IllegalArgumentException(
            "option '%s' must hold words among %s, got '%s'%s"
                .formatted(
                    name,
                    String.join(", ", known),
                    value,
                    Nearest.hint(String.valueOf(value), known)));
      }
    }
    return known.stream().filter(given::contains).toList();
  }

  /**
   * The only value of an option that is not searched.
   *
   * @throws IllegalArgumentException if there are several
   */
  static <T> T only(String name, List<T> values) {
    if (values.size() > 1) {
      throw new IllegalArgumentException(
          "option '%s' must have one value, got %s".formatted(name, values));
    }
    return values.get(0);
  }

  /** The most capable value of each of some options, by name; modifiable. */
  static Map<String, Object> largest(List<? extends Tunable<?>> options) {
    Map<String, Object> values = new LinkedHashMap<>();
    options.forEach(option -> values.put(option.name(), option.largest()));
    return values;
  }

  private List<Object> given(String name) {
    return values.getOrDefault(name, List.of());
  }
}

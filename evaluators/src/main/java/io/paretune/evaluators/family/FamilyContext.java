package io.paretune.evaluators.family;

import io.paretune.evaluators.network.Shape;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;

/**
 * What a family builds for.
 *
 * @param input shape of one example
 * @param classes number of classes, at least 2
 * @param options by name, the values to search among: whole numbers, ascending; one value fixes the
 *     option; an option that is absent has the family's default
 */
public record FamilyContext(Shape.Image input, int classes, Map<String, List<Integer>> options) {

  /** Copies the options and checks the ranges. */
  public FamilyContext {
    if (classes < 2) {
      throw new IllegalArgumentException("classes must be at least 2, got " + classes);
    }
    Map<String, List<Integer>> copy = new LinkedHashMap<>();
    options.forEach(
        (name, values) -> {
          List<Integer> sorted = values.stream().sorted().toList();
          if (values.isEmpty()
              || new LinkedHashSet<>(values).size() < values.size()
              || !sorted.equals(values)) {
            throw new IllegalArgumentException(
                "the values of an option must be ascending, without repetition, at least one, got %s (option '%s')"
                    .formatted(values, name));
          }
          copy.put(name, sorted);
        });
    options = Map.copyOf(copy);
  }

  /** A context with the family's defaults. */
  public static FamilyContext of(Shape.Image input, int classes) {
    return new FamilyContext(input, classes, Map.of());
  }

  /** The same context with one option set. */
  public FamilyContext with(String option, Integer... values) {
    Map<String, List<Integer>> copy = new LinkedHashMap<>(options);
    copy.put(option, List.of(values));
    return new FamilyContext(input, classes, copy);
  }
}

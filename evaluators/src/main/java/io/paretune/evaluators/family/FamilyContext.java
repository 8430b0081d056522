package io.paretune.evaluators.family;

import io.paretune.evaluators.network.Shape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;

/**
 * What a family builds for.
 *
 * @param input shape of one example
 * @param outputs number of outputs, at least 1
 * @param options by name, the values to search among: whole numbers, real numbers, words or
 *     booleans, as the family says; numbers ascending; one value fixes the option; an option that
 *     is absent has the family's default. Whole numbers are held as {@code Long}
 */
public record FamilyContext(Shape input, int outputs, Map<String, List<Object>> options) {

  /** Copies the options and checks the ranges. */
  public FamilyContext {
    if (outputs < 1) {
      throw new IllegalArgumentException("outputs must be at least 1, got " + outputs);
    }
    Map<String, List<Object>> copy = new LinkedHashMap<>();
    options.forEach((name, values) -> copy.put(name, checked(name, values)));
    options = Map.copyOf(copy);
  }

  /** Whole numbers as {@code Long}, without repetition, numbers ascending. */
  static List<Object> checked(String option, List<?> values) {
    List<Object> normal = new ArrayList<>();
    for (Object value : values) {
      normal.add(value instanceof Integer whole ? (Object) whole.longValue() : value);
    }
    boolean distinct = new LinkedHashSet<>(normal).size() == normal.size();
    boolean ascending = true;
    for (int i = 1; i < normal.size(); i++) {
      ascending &=
          !(normal.get(i) instanceof Number next
              && normal.get(i - 1) instanceof Number before
              && next.doubleValue() <= before.doubleValue());
    }
    if (normal.isEmpty() || !distinct || !ascending) {
      throw new IllegalArgumentException(
          "the values of an option must be without repetition, numbers ascending, at least one, got %s (option '%s')"
              .formatted(values, option));
    }
    return List.copyOf(normal);
  }

  /** A context with the family's defaults. */
  public static FamilyContext of(Shape input, int outputs) {
    return new FamilyContext(input, outputs, Map.of());
  }

  /**
   * The input of a family that reads images and rows of tables.
   *
   * @throws IllegalArgumentException if the data are texts
   */
  Shape.Image image(String family) {
    if (input instanceof Shape.Image image) {
      return image;
    }
    throw new IllegalArgumentException(
        "family '%s' reads images and rows of numbers, got texts (%s); give family: %s"
            .formatted(family, input, TextTransformerFamily.NAME));
  }

  /**
   * The input of a family that reads texts.
   *
   * @throws IllegalArgumentException if the data are none
   */
  Shape.Ids text(String family) {
    if (input instanceof Shape.Ids ids) {
      return ids;
    }
    throw new IllegalArgumentException(
        "family '%s' reads texts, got examples of %s; give task: text-classification, or tokens: {columns: [NAME]} in the data"
            .formatted(family, input));
  }

  /** The same context with one option set. */
  public FamilyContext with(String option, Object... values) {
    Map<String, List<Object>> copy = new LinkedHashMap<>(options);
    copy.put(option, List.of(values));
    return new FamilyContext(input, outputs, copy);
  }
}

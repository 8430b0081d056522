package io.paretune.evaluators.data.table.coding;

import io.paretune.evaluators.data.table.column.Dates;
import io.paretune.evaluators.data.table.column.Numerals;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Codings of columns from what was kept of them. */
public final class Codings {

  private Codings() {}

  /**
   * The coding of a kind.
   *
   * @param settings as {@link Coding#settings} gave them
   * @throws IllegalArgumentException if there is none
   */
  public static Coding of(String kind, Map<String, Object> settings) {
    return switch (kind) {
      case NumberCoding.KIND -> new NumberCoding(constant(Numerals.values(), settings, "numerals"));
      case CategoryCoding.ALL, CategoryCoding.COMMONEST ->
          CategoryCoding.of(texts(settings), kind.equals(CategoryCoding.COMMONEST));
      case DateCoding.KIND ->
          new DateCoding(
              constant(Dates.values(), settings, "order"), given(settings, "times").equals(true));
      case FrequencyCoding.KIND -> new FrequencyCoding(shares(settings));
      case WordCoding.KIND -> new WordCoding();
      case TokenCoding.KIND -> TokenCoding.of(settings);
      default -> throw new IllegalArgumentException("there is no coding of columns '" + kind + "'");
    };
  }

  private static Object given(Map<String, Object> settings, String key) {
    Object value = settings.get(key);
    if (value == null) {
      throw new IllegalArgumentException(
          "the coding of a column must have '" + key + "', got " + settings.keySet());
    }
    return value;
  }

  private static <E extends Enum<E>> E constant(
      E[] values, Map<String, Object> settings, String key) {
    Object word = given(settings, key);
    for (E value : values) {
      if (word.equals(word(value))) {
        return value;
      }
    }
    throw new IllegalArgumentException(
        "'%s' of a column must be one of %s, got '%s'".formatted(key, List.of(values), word));
  }

  /** The name of a constant in settings. */
  static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static List<String> texts(Map<String, Object> settings) {
    if (given(settings, "values") instanceof Collection<?> values) {
      return values.stream().map(String::valueOf).toList();
    }
    throw new IllegalArgumentException("the values of a column must be a list");
  }

  private static Map<String, Float> shares(Map<String, Object> settings) {
    Map<String, Float> shares = new HashMap<>();
    if (given(settings, "shares") instanceof Map<?, ?> given) {
      given.forEach(
          (text, share) -> {
            if (share instanceof Number number) {
              shares.put(String.valueOf(text), number.floatValue());
            }
          });
    }
    return shares;
  }
}

package io.paretune.experiments.config.network;

import io.paretune.hardware.yaml.Nearest;
import io.paretune.hardware.yaml.YamlSection;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;

/** Keys that take one value or a list of them. */
final class OneOrMany {

  private OneOrMany() {}

  /** Whole numbers. */
  static List<Integer> wholes(YamlSection section, String key) {
    List<Integer> all = new ArrayList<>();
    for (Object item : given(section, key)) {
      if (!(item instanceof Long number) || number != number.intValue()) {
        throw section.refuse(key, "'" + key + "' must hold whole numbers, got '" + item + "'");
      }
      all.add(number.intValue());
    }
    return all;
  }

  /** Numbers. */
  static List<Double> reals(YamlSection section, String key) {
    List<Double> all = new ArrayList<>();
    for (Object item : given(section, key)) {
      if (!(item instanceof Number number)) {
        throw section.refuse(key, "'" + key + "' must hold numbers, got '" + item + "'");
      }
      all.add(number.doubleValue());
    }
    return all;
  }

  /** Texts, of whatever kind they look in YAML. */
  static List<String> texts(YamlSection section, String key) {
    return given(section, key).stream().map(String::valueOf).toList();
  }

  /** True and false. */
  static List<Boolean> flags(YamlSection section, String key) {
    List<Boolean> all = new ArrayList<>();
    for (Object item : given(section, key)) {
      if (!(item instanceof Boolean flag)) {
        throw section.refuse(key, "'" + key + "' must hold true or false, got '" + item + "'");
      }
      all.add(flag);
    }
    return all;
  }

  /** Names of constants, in lower case with hyphens. */
  static <E extends Enum<E>> List<E> constants(YamlSection section, String key, E[] choices) {
    Map<String, E> byLabel = new LinkedHashMap<>();
    for (E choice : choices) {
      byLabel.put(choice.name().toLowerCase(Locale.ROOT).replace('_', '-'), choice);
    }
    return texts(section, key, byLabel.keySet()).stream()
        .map(label -> Objects.requireNonNull(byLabel.get(label)))
        .toList();
  }

  /** Some of these words. */
  static List<String> texts(YamlSection section, String key, Collection<String> choices) {
    List<String> all = new ArrayList<>();
    for (Object item : given(section, key)) {
      String text = String.valueOf(item);
      if (!choices.contains(text)) {
        throw section.refuse(
            key,
            "'%s' must be one of %s, got '%s'%s"
                .formatted(key, String.join(", ", choices), item, Nearest.hint(text, choices)));
      }
      all.add(text);
    }
    return all;
  }

  private static List<Object> given(YamlSection section, String key) {
    return section.isList(key) ? section.list(key) : List.of(section.value(key));
  }

  /** What is made of a key's value; a refusal is told with the key's place. */
  static <T> T placed(YamlSection section, String key, Supplier<T> reading) {
    try {
      return reading.get();
    } catch (IllegalArgumentException refused) {
      throw section.refuse(key, String.valueOf(refused.getMessage()));
    }
  }
}

package io.paretune.evaluators.table;

import io.paretune.hardware.yaml.YamlSection;
import java.util.function.Function;

/**
 * A column as a spec names it.
 *
 * @param name the column's name
 * @param refusal makes a refusal with the place in the spec where the column is named
 */
record NamedColumn(String name, Function<String, IllegalArgumentException> refusal) {

  /** The column whose name stands under a key. */
  static NamedColumn of(YamlSection section, String key) {
    return named(section, key, section.text(key));
  }

  /** A column of a name that was found under a key. */
  static NamedColumn named(YamlSection section, String key, String name) {
    return new NamedColumn(name, message -> section.refuse(key, message));
  }
}

package io.paretune.search.space;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/** Collects the options of a choice that have parameters of their own; see {@link SpaceBuilder}. */
public final class Branch {

  private final String name;
  private final Map<String, Consumer<SpaceBuilder>> options = new LinkedHashMap<>();

  Branch(String name) {
    this.name = name;
  }

  /**
   * Adds an option without parameters.
   *
   * @throws IllegalArgumentException if there is one of this name
   */
  public Branch option(String option) {
    return option(option, none -> {});
  }

  /**
   * Adds an option and the parameters that exist when it is chosen.
   *
   * @throws IllegalArgumentException if there is one of this name
   */
  public Branch option(String option, Consumer<SpaceBuilder> parameters) {
    if (options.put(option, parameters) != null) {
      throw new IllegalArgumentException(
          "the options of a branch must differ, got '%s' twice (parameter '%s')"
              .formatted(option, name));
    }
    return this;
  }

  Map<String, Consumer<SpaceBuilder>> options() {
    return options;
  }
}

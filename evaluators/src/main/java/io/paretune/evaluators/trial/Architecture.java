package io.paretune.evaluators.trial;

import io.paretune.evaluators.data.DataSet;
import io.paretune.evaluators.family.Family;
import io.paretune.evaluators.family.FamilyContext;
import io.paretune.evaluators.network.Shape;
import java.util.List;
import java.util.Map;

/**
 * Which networks are searched.
 *
 * @param family builds them
 * @param options the family's options, by name; absent ones have its defaults
 */
public record Architecture(Family family, Map<String, List<Object>> options) {

  /** Copies the options. */
  public Architecture {
    options = Map.copyOf(options);
  }

  /** A family with its defaults. */
  public static Architecture of(Family family) {
    return new Architecture(family, Map.of());
  }

  /** What the family builds for, given the data. */
  FamilyContext context(DataSet data) {
    return new FamilyContext(input(data), data.head().outputs(), options);
  }

  /** What networks read of the data; a row of a table is an image of one place. */
  public static Shape input(DataSet data) {
    return data.shape().input();
  }
}

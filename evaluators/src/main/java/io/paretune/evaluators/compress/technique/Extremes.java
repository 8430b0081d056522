package io.paretune.evaluators.compress.technique;

import io.paretune.search.space.Domain;
import java.util.Collections;
import java.util.Comparator;

/** Positions in [0, 1] of a domain's smallest and largest number, in whatever order they stand. */
public final class Extremes {

  private static final Comparator<Object> BY_SIZE =
      Comparator.comparingDouble(value -> ((Number) value).doubleValue());

  private Extremes() {}

  /**
   * Where the smallest number stands.
   *
   * @param domain of numbers, not continuous
   */
  public static double smallest(Domain domain) {
    return domain.toUnit(Collections.min(domain.values(), BY_SIZE));
  }

  /**
   * Where the largest number stands.
   *
   * @param domain of numbers, not continuous
   */
  public static double largest(Domain domain) {
    return domain.toUnit(Collections.max(domain.values(), BY_SIZE));
  }
}

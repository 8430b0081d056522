package io.paretune.search.trial;

/**
 * Something that a study optimises.
 *
 * @param name the metric's name in a {@link Measurement}
 * @param direction which way is better
 * @param unit for people, for instance {@code ms}; may be empty
 */
public record Objective(String name, Direction direction, String unit) {

  /** Checks the name. */
  public Objective {
    if (name.isBlank()) {
      throw new IllegalArgumentException("an objective needs a name, got a blank one");
    }
  }

  /** An objective to maximise, without a unit. */
  public static Objective maximize(String name) {
    return new Objective(name, Direction.MAXIMIZE, "");
  }

  /** An objective to minimise, without a unit. */
  public static Objective minimize(String name) {
    return new Objective(name, Direction.MINIMIZE, "");
  }
}

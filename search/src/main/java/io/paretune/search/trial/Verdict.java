package io.paretune.search.trial;

import java.util.Map;

/** What a pruner, or a screen, says of a running trial. */
public sealed interface Verdict {

  /** Whether the trial should stop. */
  boolean prune();

  /** Go on. */
  static Verdict keep() {
    return new Keep();
  }

  /** Stop, and why. */
  static Verdict prune(String reason) {
    return new Prune(reason);
  }

  /** The trial goes on. */
  record Keep() implements Verdict {
    @Override
    public boolean prune() {
      return false;
    }
  }

  /**
   * The trial stops.
   *
   * @param reason why, for people
   */
  record Prune(String reason) implements Verdict {
    @Override
    public boolean prune() {
      return true;
    }
  }

  /**
   * The trial need not be measured: it is dominated, and these values will do.
   *
   * @param values of the metrics that are not known, by name
   * @param reason how good they are, and why they will do, for people
   */
  record Foretold(Map<String, Double> values, String reason) implements Verdict {

    /** Copies the map. */
    public Foretold {
      values = Map.copyOf(values);
    }

    @Override
    public boolean prune() {
      return false;
    }
  }
}

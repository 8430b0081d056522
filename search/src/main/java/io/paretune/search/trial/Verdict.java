package io.paretune.search.trial;

/** What a pruner says of a running trial. */
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
}

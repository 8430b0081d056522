package io.paretune.search.trial;

/** Which way an objective is better. */
public enum Direction {
  /** Smaller is better. */
  MINIMIZE,
  /** Larger is better. */
  MAXIMIZE;

  /** A value as something to minimise; its own inverse. */
  public double minimised(double value) {
    return this == MINIMIZE ? value : -value;
  }

  /** The word as users write it: {@code minimize} or {@code maximize}. */
  public String word() {
    return this == MINIMIZE ? "minimize" : "maximize";
  }
}

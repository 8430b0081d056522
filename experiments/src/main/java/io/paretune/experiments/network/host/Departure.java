package io.paretune.experiments.network.host;

/**
 * How a worker's work ended.
 *
 * @param kind what of
 * @param reason one line, for people
 */
public record Departure(Kind kind, String reason) {

  /** What it ended of. */
  public enum Kind {
    /** The run is over. */
    OVER,
    /** It was closed. */
    CLOSED,
    /** The coordinator refused it, or what it sent cannot be evaluated here. */
    REFUSED,
    /** The coordinator stayed away for longer than it was waited for. */
    ABANDONED,
    /** Something went wrong here. */
    BROKEN
  }
}

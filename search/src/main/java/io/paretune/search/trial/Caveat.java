package io.paretune.search.trial;

import java.util.Locale;
import java.util.Optional;

/**
 * Why a figure must be read with care. A {@link Measurement} keeps it in its provenance, under
 * {@code caveat.METRIC}.
 *
 * @param metric whose figure
 * @param kind what is the matter with it
 * @param reason for people, in a few words
 */
public record Caveat(String metric, Kind kind, String reason) {

  private static final String PREFIX = "caveat.";
  private static final String SEPARATOR = ": ";

  /** What can be the matter with a figure. */
  public enum Kind {
    /** It was taken under too much noise to be relied on. */
    UNSTABLE,
    /** It is too far from an earlier one of the same thing. */
    APART,
    /** It was not measured but foretold from those that were. */
    FORETOLD,
    /** It is of weights that were taken from a shared network and not trained on. */
    INHERITED;

    /** For people. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Under which name provenance keeps it. */
  public String key() {
    return PREFIX + metric;
  }

  /** What provenance keeps of it; {@link #read} takes it back. */
  public String text() {
    return kind.word() + SEPARATOR + reason;
  }

  /** The caveat that an entry of a provenance is, if it is one. */
  static Optional<Caveat> read(String key, String text) {
    if (key.startsWith(PREFIX)) {
      for (Kind kind : Kind.values()) {
        String start = kind.word() + SEPARATOR;
        if (text.startsWith(start)) {
          return Optional.of(
              new Caveat(key.substring(PREFIX.length()), kind, text.substring(start.length())));
        }
      }
    }
    return Optional.empty();
  }
}

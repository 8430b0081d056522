package io.paretune.search.spi;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * What an experiment file says under a provider's name, read key by key. A value of the wrong type
 * or out of range is refused in one line with the file, the line and the column, and so is a key
 * that is not among {@link Provider#keys}. Immutable.
 */
public interface Settings {

  /** Whether a key is given. */
  boolean has(String key);

  /** Text, or a default. */
  String text(String key, String otherwise);

  /** One of some names, or a default; another is refused with the nearest. */
  String name(String key, Collection<String> valid, String otherwise);

  /** A list of texts, as they are written; empty if the key is not given. */
  List<String> texts(String key);

  /** A whole number from {@code low} to {@code high}, or a default. */
  long whole(String key, long low, long high, long otherwise);

  /** As {@link #whole(String, long, long, long)}, where the numbers fit an {@code int}. */
  default int whole(String key, int low, int high, int otherwise) {
    return (int) whole(key, (long) low, (long) high, (long) otherwise);
  }

  /** A real number from {@code low} to {@code high}, or a default. */
  double real(String key, double low, double high, double otherwise);

  /** True or false, or a default. */
  boolean flag(String key, boolean otherwise);

  /** A span of time such as {@code 90s} or {@code 2h}; empty if the key is not given. */
  Optional<Duration> duration(String key);

  /**
   * A refusal at the place of a key's value, to be thrown.
   *
   * @param message what must hold and what is there, in one line
   */
  IllegalArgumentException refuse(String key, String message);
}

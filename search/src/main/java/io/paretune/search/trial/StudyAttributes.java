package io.paretune.search.trial;

import java.util.Map;
import java.util.Optional;

/**
 * Facts about a whole study, by name: the machine's fingerprint, versions, the experiment's text.
 * Thread-safe.
 */
public interface StudyAttributes {

  /** How far what all trials need is made, in words. */
  String PREPARATION = "preparation";

  /** What the names of {@link #curve curves} begin with. */
  String PREPARATION_CURVE = PREPARATION + ".curve";

  /**
   * Under which name it is kept how the making of something went, as JSON: {@code {"points":
   * [{"step": 1, "figures": {"loss": ..}}]}}, with scores in some of them.
   *
   * @param made its name
   */
  static String curve(String made) {
    return PREPARATION_CURVE + "." + made;
  }

  /** All of them, in the order in which they were first put; a copy. */
  Map<String, String> all();

  /** The text under a name, if there is one. */
  default Optional<String> get(String name) {
    return Optional.ofNullable(all().get(name));
  }

  /**
   * Puts a text under a name, in place of what was there; durable when it returns.
   *
   * @throws IllegalStateException if the store was opened for reading
   */
  void put(String name, String text);
}

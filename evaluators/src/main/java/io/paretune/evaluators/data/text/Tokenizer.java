package io.paretune.evaluators.data.text;

import io.paretune.evaluators.network.Shape;
import java.util.Map;

/** What makes ids of texts. Immutable and safe to share between threads. */
public interface Tokenizer {

  /** The id that fills up a text that is shorter than a network's input. */
  int PADDING = Shape.Ids.PADDING;

  /** How many different ids there are. */
  int vocabulary();

  /**
   * The ids of a text, without padding.
   *
   * @return at least one, so that a text without words has something to be known by
   */
  default int[] ids(String text) {
    return ids(text, Integer.MAX_VALUE);
  }

  /**
   * The ids of a text that is no longer than a network's input: its end is cut off, but for what
   * closes every text.
   *
   * @param length the most tokens
   */
  int[] ids(String text, int length);

  /** The id of what is in no vocabulary. */
  int unknown();

  /** What {@link Tokenizers#of} makes the same tokenizer of. */
  Map<String, Object> settings();

  /**
   * A text that has these ids: words apart by a space, what is unknown as a word that no vocabulary
   * has. What closes every text, and padding, is left out.
   */
  String text(int[] ids);

  /** What it is made of, in words. */
  String words();

  /**
   * Writes a text as a network reads it, padded at its end.
   *
   * @param into takes {@code length} values from {@code offset} on
   */
  default void write(String text, int length, float[] into, int offset) {
    int[] ids = ids(text, length);
    for (int i = 0; i < length; i++) {
      into[offset + i] = i < ids.length ? ids[i] : PADDING;
    }
  }
}

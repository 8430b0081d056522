package io.paretune.evaluators.data.text.split;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * SentencePiece's map of characters, as a {@code tokenizer.json} holds it ({@code
 * precompiled_charsmap}): a double-array trie over UTF-8 (Aoe 1989, doi:10.1109/32.31365, in the
 * layout of Darts-clone), whose values are places in what characters become. Graphemes of fewer
 * than 6 bytes are looked up whole, others character by character; the shortest entry that a text
 * begins with is taken, as Hugging Face's tokenizers do. Immutable.
 */
final class CharacterMap {

  private static final Pattern GRAPHEME = Pattern.compile("\\X");

  /** Bytes of a grapheme that is looked up character by character. */
  private static final int LONG = 6;

  private final int[] units;
  private final byte[] texts;

  private CharacterMap(int[] units, byte[] texts) {
    this.units = units;
    this.texts = texts;
  }

  /**
   * The map of a file.
   *
   * @param coded in Base64
   * @throws IllegalArgumentException if it is none
   */
  static CharacterMap of(String coded) {
    byte[] bytes = Base64.getDecoder().decode(coded);
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    int size = bytes.length < Integer.BYTES ? -1 : buffer.getInt();
    if (size < Integer.BYTES || size > buffer.remaining()) {
      throw new IllegalArgumentException(
          "a precompiled_charsmap must begin with the length of its trie, got %d of %d bytes"
              .formatted(size, bytes.length));
    }
    int[] units = new int[size / Integer.BYTES];
    buffer.asIntBuffer().get(units);
    byte[] texts = new byte[bytes.length - Integer.BYTES - size];
    System.arraycopy(bytes, Integer.BYTES + size, texts, 0, texts.length);
    return new CharacterMap(units, texts);
  }

  /** What a text becomes. */
  String apply(String text) {
    StringBuilder made = new StringBuilder();
    Matcher graphemes = GRAPHEME.matcher(text);
    while (graphemes.find()) {
      String grapheme = graphemes.group();
      byte[] bytes = grapheme.getBytes(StandardCharsets.UTF_8);
      Optional<String> whole = bytes.length < LONG ? found(bytes) : Optional.empty();
      if (whole.isPresent()) {
        made.append(whole.get());
      } else {
        grapheme
            .codePoints()
            .mapToObj(Character::toString)
            .forEach(one -> made.append(found(one.getBytes(StandardCharsets.UTF_8)).orElse(one)));
      }
    }
    return made.toString();
  }

  /** What the shortest entry that some bytes begin with becomes. */
  private Optional<String> found(byte[] key) {
    int node = offset(unit(0));
    for (byte part : key) {
      int label = part & 0xff;
      node ^= label;
      int unit = unit(node);
      if (label == 0 || (unit & 0x800000ff) != label) {
        return Optional.empty();
      }
      node ^= offset(unit);
      if ((unit >>> 8 & 1) == 1) {
        return Optional.of(text(unit(node) & Integer.MAX_VALUE));
      }
    }
    return Optional.empty();
  }

  /** A unit; of a damaged map, beyond its end, one that leads nowhere. */
  private int unit(int node) {
    return node >= 0 && node < units.length ? units[node] : 0;
  }

  private static int offset(int unit) {
    return unit >>> 10 << ((unit & 1 << 9) >>> 6);
  }

  private String text(int from) {
    int start = Math.min(from, texts.length);
    int end = start;
    while (end < texts.length && texts[end] != 0) {
      end++;
    }
    return new String(texts, start, end - start, StandardCharsets.UTF_8);
  }
}

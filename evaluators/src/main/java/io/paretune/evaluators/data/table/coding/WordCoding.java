package io.paretune.evaluators.data.table.coding;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;

/**
 * Words, counted by their hashes: a text is {@code log(1 + n)} in each of some buckets, of n words
 * that fall there. Weinberger, Dasgupta, Langford, Smola, Attenberg, "Feature hashing for large
 * scale multitask learning" (2009), without signs; hashes are FNV-1a of 32 bits.
 */
final class WordCoding extends TextCoding {

  static final String KIND = "words";

  static final int BUCKETS = 64;

  @Override
  public Map<String, Object> settings() {
    return Map.of();
  }

  @Override
  public int width() {
    return BUCKETS;
  }

  @Override
  void write(String text, int row, float[] into, int at) {
    for (String word : text.toLowerCase(Locale.ROOT).split("[^\\p{L}\\p{N}]+", -1)) {
      if (!word.isEmpty()) {
        into[at + Math.floorMod(hash(word), BUCKETS)]++;
      }
    }
    for (int i = at; i < at + BUCKETS; i++) {
      into[i] = (float) Math.log1p(into[i]);
    }
  }

  private static int hash(String word) {
    int hash = 0x811c9dc5;
    for (byte b : word.getBytes(StandardCharsets.UTF_8)) {
      hash = (hash ^ (b & 0xff)) * 0x01000193;
    }
    return hash;
  }

  @Override
  public String kind() {
    return KIND;
  }
}

package io.paretune.evaluators.data.text;

import io.paretune.evaluators.data.text.VocabularyTokenizer.Frame;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * Byte pairs, as GPT-2 and RoBERTa have them (Sennrich et al. 2016, doi:10.18653/v1/P16-1162; on
 * bytes: Radford et al. 2019, section 2.2): a word is the bytes of its UTF-8 form, of which pairs
 * are merged in the order in which they were learned. So nothing is unknown, and case and spaces
 * make a difference.
 */
final class BytePairTokenizer implements Tokenizer {

  /** What its pieces are called. */
  static final String KIND = "byte-pairs";

  /** GPT-2's words, each with the space before it. */
  private static final Pattern WORD =
      Pattern.compile(
          "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+",
          Pattern.UNICODE_CHARACTER_CLASS);

  private static final String ALPHABET = alphabet();

  private final boolean prefixSpace;
  private final List<String> merges;
  private final Map<String, Integer> ranks = new HashMap<>();
  private final List<String> tokens;
  private final Map<String, Integer> ids = new HashMap<>();
  private final Frame frame;

  /**
   * A tokenizer.
   *
   * @param prefixSpace whether a text's first word is like those after a space
   * @param merges pairs of tokens apart by a space, in the order in which they are merged
   * @param tokens distinct, in the order of their ids; the first is the padding
   * @throws IllegalArgumentException if a token comes twice, or an id is none
   */
  BytePairTokenizer(boolean prefixSpace, List<String> merges, List<String> tokens, Frame frame) {
    this.prefixSpace = prefixSpace;
    this.merges = List.copyOf(merges);
    this.tokens = List.copyOf(tokens);
    this.frame = frame;
    ids.putAll(VocabularyTokenizer.numbered(this.tokens));
    frame.requireTokens(this.tokens.size());
    this.merges.forEach(pair -> ranks.putIfAbsent(pair, ranks.size()));
  }

  /**
   * A character for each byte: its own where that can be seen, else one beyond 255, so that no
   * token has a space in it.
   */
  private static String alphabet() {
    StringBuilder characters = new StringBuilder();
    char next = 256;
    for (char value = 0; value < 256; value++) {
      boolean seen =
          (value >= '!' && value <= '~') || (value >= 0xa1 && value != 0xad && value <= 0xff);
      characters.append(seen ? value : next++);
    }
    return characters.toString();
  }

  @Override
  public int vocabulary() {
    return tokens.size();
  }

  @Override
  public int unknown() {
    return frame.unknown();
  }

  @Override
  public int[] ids(String text, int length) {
    int room = frame.room(length);
    IntStream.Builder found = IntStream.builder();
    int count = 0;
    Matcher words = WORD.matcher(prefixSpace && !text.startsWith(" ") ? " " + text : text);
    while (count < room && words.find()) {
      for (String piece : pieces(words.group())) {
        found.add(ids.getOrDefault(piece, frame.unknown()));
        count++;
      }
    }
    return frame.around(found.build().limit(room));
  }

  /** A word's bytes, merged as far as pairs were learned. */
  private List<String> pieces(String word) {
    List<String> pieces = new ArrayList<>();
    for (byte value : word.getBytes(StandardCharsets.UTF_8)) {
      pieces.add(ALPHABET.substring(value & 0xff, (value & 0xff) + 1));
    }
    int best = first(pieces);
    while (best >= 0) {
      String left = pieces.get(best);
      String right = pieces.get(best + 1);
      // every such pair of the word, from its beginning on
      for (int i = best; i + 1 < pieces.size(); i++) {
        if (pieces.get(i).equals(left) && pieces.get(i + 1).equals(right)) {
          pieces.set(i, left + right);
          pieces.remove(i + 1);
        }
      }
      best = first(pieces);
    }
    return pieces;
  }

  /** The place of the pair that was learned first; -1 if none was learned. */
  private int first(List<String> pieces) {
    int place = -1;
    int least = Integer.MAX_VALUE;
    for (int i = 0; i + 1 < pieces.size(); i++) {
      int rank = ranks.getOrDefault(pieces.get(i) + " " + pieces.get(i + 1), Integer.MAX_VALUE);
      if (rank < least) {
        least = rank;
        place = i;
      }
    }
    return place;
  }

  @Override
  public String text(int[] some) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int id : some) {
      String token = id == PADDING || frame.has(id) ? "" : tokens.get(id);
      token.chars().map(ALPHABET::indexOf).filter(value -> value >= 0).forEach(bytes::write);
    }
    return bytes.toString(StandardCharsets.UTF_8).strip();
  }

  @Override
  public Map<String, Object> settings() {
    Map<String, Object> settings = new LinkedHashMap<>();
    settings.put("pieces", KIND);
    settings.put("prefix-space", prefixSpace);
    settings.put("merges", merges);
    frame.addTo(settings);
    settings.put("vocabulary", tokens);
    return settings;
  }

  @Override
  public String words() {
    return "%,d byte pairs".formatted(tokens.size());
  }
}

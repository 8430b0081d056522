package io.paretune.evaluators.data.text;

import io.paretune.evaluators.data.text.split.Splitter;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

/** A list of tokens, in the order of their ids, and how texts are taken apart into them. */
public final class VocabularyTokenizer implements Tokenizer {

  /** A character of nobody's alphabet (Unicode's private use area). */
  private static final char NO_WORD = '\ue000';

  private final Splitter splitter;
  private final Pieces pieces;
  private final List<String> tokens;
  private final Frame frame;
  private final Map<String, Integer> ids = new HashMap<>();

  /**
   * Ids with a meaning of their own.
   *
   * @param unknown stands for what the vocabulary has not
   * @param first ids before every text
   * @param last ids behind every text
   */
  public record Frame(int unknown, List<Integer> first, List<Integer> last) {
    /** Copies the lists. */
    public Frame {
      first = List.copyOf(first);
      last = List.copyOf(last);
    }

    /** Requires that each is a token of a vocabulary, and not its padding. */
    void requireTokens(int vocabulary) {
      IntStream.concat(IntStream.of(unknown), IntStream.concat(stream(first), stream(last)))
          .filter(id -> id <= PADDING || id >= vocabulary)
          .findFirst()
          .ifPresent(
              id -> {
                throw new IllegalArgumentException(
                    "the id of a special token must lie in [1, %d], since 0 is padding, got %d"
                        .formatted(vocabulary - 1, id));
              });
    }

    /** How many tokens a text may have between those around it. */
    int room(int length) {
      int room = length - first.size() - last.size();
      if (room < 1) {
        throw new IllegalArgumentException(
            "a text must have room for a token beside the %d around each, got a length of %d"
                .formatted(length - room, length));
      }
      return room;
    }

    /** A text's ids with those around it; at least one. */
    int[] around(IntStream text) {
      int[] all = IntStream.concat(IntStream.concat(stream(first), text), stream(last)).toArray();
      return all.length == 0 ? new int[] {unknown} : all;
    }

    /** Whether an id stands around texts. */
    boolean has(int id) {
      return first.contains(id) || last.contains(id);
    }

    /** Puts what it is made of into a tokenizer's settings. */
    void addTo(Map<String, Object> settings) {
      settings.put("unknown", unknown);
      settings.put("first", first);
      settings.put("last", last);
    }

    private static IntStream stream(List<Integer> some) {
      return some.stream().mapToInt(Integer::intValue);
    }
  }

  /**
   * A tokenizer.
   *
   * @param tokens distinct; the first is the padding
   * @throws IllegalArgumentException if a token comes twice, or an id is none
   */
  public VocabularyTokenizer(Splitter splitter, Pieces pieces, List<String> tokens, Frame frame) {
    this.splitter = splitter;
    this.pieces = pieces;
    this.tokens = List.copyOf(tokens);
    this.frame = frame;
    ids.putAll(numbered(this.tokens));
    frame.requireTokens(this.tokens.size());
  }

  /**
   * The ids of tokens.
   *
   * @throws IllegalArgumentException if a token comes twice
   */
  static Map<String, Integer> numbered(List<String> tokens) {
    Map<String, Integer> ids = new HashMap<>();
    for (String token : tokens) {
      if (ids.put(token, ids.size()) != null) {
        throw new IllegalArgumentException(
            "a vocabulary must have each token once, got '%s' twice".formatted(token));
      }
    }
    return ids;
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
    IntStream.Builder inner = IntStream.builder();
    for (String word : splitter.words(text)) {
      pieces.append(word, ids, frame.unknown(), inner);
    }
    return frame.around(inner.build().limit(frame.room(length)));
  }

  @Override
  public String text(int[] some) {
    StringBuilder text = new StringBuilder();
    for (int id : some) {
      boolean inner = pieces == Pieces.WORD_PIECES && tokens.get(id).startsWith(Pieces.INNER);
      if (id == frame.unknown()) {
        text.append(' ').append(NO_WORD);
      } else if (inner) {
        text.append(tokens.get(id).substring(Pieces.INNER.length()));
      } else if (id != PADDING && !frame.has(id)) {
        text.append(' ').append(tokens.get(id));
      }
    }
    return text.toString().strip();
  }

  @Override
  public Map<String, Object> settings() {
    Map<String, Object> settings = new LinkedHashMap<>();
    settings.put("pieces", word(pieces));
    settings.put("lower-case", splitter.lowerCase());
    settings.put("strip-accents", splitter.stripAccents());
    frame.addTo(settings);
    settings.put("vocabulary", tokens);
    return settings;
  }

  /** What a way to take words apart is called. */
  static String word(Pieces pieces) {
    return pieces.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  @Override
  public String words() {
    return "%,d %s".formatted(tokens.size(), word(pieces).replace('-', ' '));
  }
}

package io.paretune.evaluators.data.text;

import io.paretune.evaluators.data.text.VocabularyTokenizer.Frame;
import io.paretune.evaluators.data.text.split.FiledSplitter;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Pieces as SentencePiece's language model of single pieces has them (Kudo 2018,
 * doi:10.18653/v1/P18-1007, equations 1 and 2): a word becomes those pieces whose logarithms of
 * probability have the largest sum, which the algorithm of Viterbi finds. A character that no piece
 * has is worth 10 less than the rarest piece; unknown neighbours are one token, or their bytes
 * where the vocabulary has these ({@code <0x41>}).
 */
final class UnigramTokenizer implements Tokenizer {

  /** What its pieces are called. */
  static final String KIND = "unigram";

  private static final char SPACE = '▁';

  /** A character of nobody's alphabet (Unicode's private use area). */
  private static final String NO_PIECE = "\ue000";

  private static final double UNKNOWN_PENALTY = 10;

  private final FiledSplitter splitter;
  private final List<String> tokens;
  private final Scores scores;
  private final Frame frame;
  private final Map<String, Integer> ids = new HashMap<>();
  private final int longest;
  private final double unknownScore;

  /**
   * What pieces are worth.
   *
   * @param logarithms of the tokens' probabilities, in their order; NaN for tokens that are no
   *     pieces
   * @param bytes whether what no piece has becomes its bytes
   */
  record Scores(List<Double> logarithms, boolean bytes) {
    Scores {
      logarithms = List.copyOf(logarithms);
    }
  }

  /**
   * A tokenizer.
   *
   * @param tokens distinct, in the order of their ids; the first is the padding
   * @throws IllegalArgumentException if a token comes twice, has no score, or an id is none
   */
  UnigramTokenizer(FiledSplitter splitter, List<String> tokens, Scores scores, Frame frame) {
    if (tokens.size() != scores.logarithms().size()) {
      throw new IllegalArgumentException(
          "each token must have a score, got %d tokens and %d scores"
              .formatted(tokens.size(), scores.logarithms().size()));
    }
    this.splitter = splitter;
    this.tokens = List.copyOf(tokens);
    this.scores = scores;
    this.frame = frame;
    ids.putAll(VocabularyTokenizer.numbered(this.tokens));
    ids.values().removeIf(id -> scores.logarithms().get(id).isNaN());
    frame.requireTokens(this.tokens.size());
    this.longest = ids.keySet().stream().mapToInt(String::length).max().orElse(0);
    this.unknownScore =
        scores.logarithms().stream()
                .filter(score -> !score.isNaN())
                .min(Double::compare)
                .orElse(0.0)
            - UNKNOWN_PENALTY;
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
    for (String word : splitter.words(text)) {
      if (count < room) {
        for (int id : pieces(word)) {
          found.add(id);
          count++;
        }
      }
    }
    return frame.around(found.build().limit(room));
  }

  /** The ids of a word's pieces, of the largest sum of scores. */
  private int[] pieces(String word) {
    Path path = new Path(word.length());
    for (int start = 0; start < word.length(); start++) {
      if (start > 0 && path.from[start] < 0) {
        continue; // within a character
      }
      int single = start + Character.charCount(word.codePointAt(start));
      boolean alone = false;
      for (int end = single; end <= Math.min(word.length(), start + longest); end++) {
        Integer id = ids.get(word.substring(start, end));
        if (id != null) {
          path.step(start, end, id, scores.logarithms().get(id));
          alone |= end == single;
        }
      }
      if (!alone) {
        path.step(start, single, frame.unknown(), unknownScore);
      }
    }
    return back(word, path);
  }

  /** The best way to each place of a word: from where, by which piece, worth what. */
  private static final class Path {
    private final int[] from;
    private final int[] piece;
    private final double[] sums;

    Path(int length) {
      from = new int[length + 1];
      piece = new int[length + 1];
      sums = new double[length + 1];
      Arrays.fill(from, -1);
    }

    void step(int start, int end, int id, double score) {
      double sum = sums[start] + score;
      if (from[end] < 0 || sum > sums[end]) {
        sums[end] = sum;
        from[end] = start;
        piece[end] = id;
      }
    }
  }

  /** The pieces from the end on; unknown neighbours together. */
  private int[] back(String word, Path path) {
    Deque<Integer> found = new ArrayDeque<>();
    int end = word.length();
    while (end > 0) {
      int start = path.from[end];
      if (path.piece[end] == frame.unknown()) {
        while (start > 0 && path.piece[start] == frame.unknown()) {
          start = path.from[start];
        }
        int[] bytes = bytes(word.substring(start, end));
        for (int b = bytes.length - 1; b >= 0; b--) {
          found.addFirst(bytes[b]);
        }
      } else {
        found.addFirst(path.piece[end]);
      }
      end = start;
    }
    return found.stream().mapToInt(Integer::intValue).toArray();
  }

  /**
   * What stands for a text that no pieces have: its bytes, if there is a token for each of them.
   */
  private int[] bytes(String unknown) {
    int[] all = new int[0];
    if (scores.bytes()) {
      byte[] bytes = unknown.getBytes(StandardCharsets.UTF_8);
      all =
          IntStream.range(0, bytes.length)
              .map(b -> ids.getOrDefault("<0x%02X>".formatted(bytes[b] & 0xff), -1))
              .toArray();
    }
    return all.length == 0 || Arrays.stream(all).anyMatch(id -> id < 0)
        ? new int[] {frame.unknown()}
        : all;
  }

  @Override
  public String text(int[] some) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int id : some) {
      String token = tokens.get(id);
      if (id == frame.unknown()) {
        bytes.writeBytes(NO_PIECE.getBytes(StandardCharsets.UTF_8));
      } else if (scores.bytes() && token.matches("<0x[0-9A-F]{2}>")) {
        bytes.write(Integer.parseInt(token.substring(3, 5), 16));
      } else if (id != PADDING && !frame.has(id)) {
        bytes.writeBytes(token.replace(SPACE, ' ').getBytes(StandardCharsets.UTF_8));
      }
    }
    return bytes.toString(StandardCharsets.UTF_8).strip();
  }

  @Override
  public Map<String, Object> settings() {
    Map<String, Object> settings = new LinkedHashMap<>();
    settings.put("pieces", KIND);
    settings.put("normalizer", splitter.normalizer());
    settings.put("pre-tokenizer", splitter.preTokenizer());
    settings.put("byte-fallback", scores.bytes());
    // JSON has no NaN
    settings.put("scores", scores.logarithms().stream().map(String::valueOf).toList());
    frame.addTo(settings);
    settings.put("vocabulary", tokens);
    return settings;
  }

  @Override
  public String words() {
    return "%,d unigram pieces".formatted(tokens.size());
  }
}

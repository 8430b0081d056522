package io.paretune.evaluators.data.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;

/** How a word becomes ids of a vocabulary. */
public enum Pieces {

  /** A word is a token, or unknown. */
  WORDS {
    @Override
    void append(String word, Map<String, Integer> ids, int unknown, IntConsumer into) {
      into.accept(ids.getOrDefault(word, unknown));
    }
  },

  /**
   * The longest piece that the vocabulary has, and so on from its end; pieces within a word begin
   * with {@value #INNER}. A word that cannot be put together is unknown (Wu et al. 2016,
   * arXiv:1609.08144, section 4.1; matched greedily as BERT does).
   */
  WORD_PIECES {
    @Override
    void append(String word, Map<String, Integer> ids, int unknown, IntConsumer into) {
      List<Integer> pieces = new ArrayList<>();
      int from = 0;
      while (from < word.length()) {
        int to = word.length();
        Integer id = null;
        while (to > from && id == null) {
          id = ids.get((from > 0 ? INNER : "") + word.substring(from, to));
          to -= id == null ? 1 : 0;
        }
        if (id == null || word.length() > LONGEST) {
          into.accept(unknown);
          return;
        }
        pieces.add(id);
        from = to;
      }
      pieces.forEach(into::accept);
    }
  };

  /** What a piece that does not begin its word begins with. */
  static final String INNER = "##";

  /** Characters of a word that is looked at; a longer one is none of any language. */
  private static final int LONGEST = 100;

  /** Gives the ids of a word, in order. */
  abstract void append(String word, Map<String, Integer> ids, int unknown, IntConsumer into);
}

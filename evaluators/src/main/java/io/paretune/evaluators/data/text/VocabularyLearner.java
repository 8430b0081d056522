package io.paretune.evaluators.data.text;

import io.paretune.evaluators.data.text.split.Splitter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeMap;

/**
 * Learns vocabularies of texts: the commonest words, or pieces of words that are put together from
 * characters, the commonest pair first (Sennrich et al. 2016, arXiv:1508.07909, algorithm 1). The
 * same texts give the same vocabulary, in whatever order they come. Mutable, for one thread.
 */
public final class VocabularyLearner {

  /**
   * What fills up, and what stands for the rest; no text has such words, as marks are their own.
   */
  private static final List<String> SPECIAL = List.of("[PAD]", "[UNK]");

  /** A word that comes but once is no more common than those that never come: it is unknown. */
  private static final int LEAST = 2;

  private final Splitter splitter;
  private final Map<String, Integer> counts = new TreeMap<>();

  /** Learns words as a splitter tells them apart. */
  public VocabularyLearner(Splitter splitter) {
    this.splitter = splitter;
  }

  /** Adds a text to learn from. */
  public void add(String text) {
    splitter.words(text).forEach(word -> counts.merge(word, 1, Integer::sum));
  }

  /** How many different words there are. */
  public int different() {
    return counts.size();
  }

  /**
   * A tokenizer of what was added.
   *
   * @param most tokens, those with a meaning of their own included
   */
  public Tokenizer learned(Pieces pieces, int most) {
    List<String> tokens = new ArrayList<>(SPECIAL);
    List<String> found =
        switch (pieces) {
          case WORDS -> words();
          case WORD_PIECES -> new Merging(counts).pieces(most - SPECIAL.size());
        };
    tokens.addAll(found.subList(0, Math.min(found.size(), most - SPECIAL.size())));
    return new VocabularyTokenizer(
        splitter, pieces, tokens, new VocabularyTokenizer.Frame(1, List.of(), List.of()));
  }

  /** The commonest first; of equal ones in the order of the alphabet. */
  private List<String> words() {
    return counts.entrySet().stream()
        .filter(entry -> entry.getValue() >= LEAST)
        .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
        .map(Map.Entry::getKey)
        .toList();
  }

  /** Words as lists of pieces, whose commonest neighbours become one, again and again. */
  private static final class Merging {

    /** Neighbours. */
    private record Pair(String left, String right) {
      String merged() {
        return left + (right.startsWith(Pieces.INNER) ? right.substring(2) : right);
      }
    }

    /** How often a pair came when this was noted. */
    private record Noted(Pair pair, long count) {}

    private final List<List<String>> words = new ArrayList<>();
    private final List<Integer> counts = new ArrayList<>();
    private final Map<Pair, Long> pairs = new HashMap<>();
    private final Map<Pair, Set<Integer>> places = new HashMap<>();
    private final PriorityQueue<Noted> queue =
        new PriorityQueue<>(
            Comparator.comparingLong(Noted::count)
                .reversed()
                .thenComparing(noted -> noted.pair().left())
                .thenComparing(noted -> noted.pair().right()));

    Merging(Map<String, Integer> texts) {
      texts.forEach(
          (word, count) -> {
            words.add(characters(word));
            counts.add(count);
          });
      for (int word = 0; word < words.size(); word++) {
        note(word, 1);
      }
      pairs.forEach((pair, count) -> queue.add(new Noted(pair, count)));
    }

    private static List<String> characters(String word) {
      List<String> characters = new ArrayList<>();
      word.codePoints()
          .mapToObj(Character::toString)
          .forEach(one -> characters.add(characters.isEmpty() ? one : Pieces.INNER + one));
      return characters;
    }

    /** Characters first, the commonest first, then what was put together, in that order. */
    List<String> pieces(int most) {
      Map<String, Long> single = new TreeMap<>();
      for (int word = 0; word < words.size(); word++) {
        long count = counts.get(word);
        words.get(word).forEach(piece -> single.merge(piece, count, Long::sum));
      }
      List<String> pieces =
          new ArrayList<>(
              single.entrySet().stream()
                  .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
                  .map(Map.Entry::getKey)
                  .toList());
      Set<String> known = new HashSet<>(pieces);
      while (pieces.size() < most && !queue.isEmpty()) {
        Noted next = queue.poll();
        if (next.count() < LEAST) {
          break;
        }
        // others have changed the count since, and noted the new one
        if (pairs.getOrDefault(next.pair(), 0L) == next.count()) {
          merge(next.pair());
          if (known.add(next.pair().merged())) {
            pieces.add(next.pair().merged());
          }
        }
      }
      return pieces;
    }

    private void merge(Pair pair) {
      Set<Pair> changed = new HashSet<>();
      for (int word : List.copyOf(places.getOrDefault(pair, Set.of()))) {
        changed.addAll(note(word, -1));
        List<String> before = words.get(word);
        List<String> after = new ArrayList<>();
        for (int i = 0; i < before.size(); i++) {
          boolean here =
              i + 1 < before.size()
                  && before.get(i).equals(pair.left())
                  && before.get(i + 1).equals(pair.right());
          after.add(here ? pair.merged() : before.get(i));
          i += here ? 1 : 0;
        }
        words.set(word, after);
        changed.addAll(note(word, 1));
      }
      changed.forEach(other -> queue.add(new Noted(other, pairs.getOrDefault(other, 0L))));
    }

    /** Adds a word's pairs to the counts, or takes them away. */
    private Collection<Pair> note(int word, int sign) {
      List<Pair> all = new ArrayList<>();
      List<String> pieces = words.get(word);
      for (int i = 0; i + 1 < pieces.size(); i++) {
        Pair pair = new Pair(pieces.get(i), pieces.get(i + 1));
        pairs.merge(pair, (long) sign * counts.get(word), Long::sum);
        Set<Integer> where = places.computeIfAbsent(pair, key -> new HashSet<>());
        if (sign > 0) {
          where.add(word);
        } else {
          where.remove(word);
        }
        all.add(pair);
      }
      return all;
    }
  }
}

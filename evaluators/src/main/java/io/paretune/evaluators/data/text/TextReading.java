package io.paretune.evaluators.data.text;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * How texts become tokens.
 *
 * @param columns of a table that hold texts, in the order in which they are read; empty for the
 *     only one that does
 * @param pieces what is learned of the training texts, where no file says it
 * @param file a {@code tokenizer.json}, in place of learning
 * @param vocabulary the most tokens that are learned, at least 2
 * @param length tokens of each column that are read
 */
@SuppressWarnings("OptionalUsedAsFieldOrParameterType")
public record TextReading(
    List<String> columns, Pieces pieces, Optional<Path> file, int vocabulary, Length length) {

  /** Words of which texts of an intent, a review or a title have no more. */
  private static final int USUAL_VOCABULARY = 8000;

  /** The most tokens of a column: what attention costs grows with their square. */
  public static final int MOST_TOKENS = 512;

  /** Copies the list and checks the range. */
  public TextReading {
    columns = List.copyOf(columns);
    if (vocabulary < 3) {
      throw new IllegalArgumentException(
          "a vocabulary must have at least 3 tokens, got " + vocabulary);
    }
  }

  /**
   * How many tokens of a text are read.
   *
   * @param exact so many; 0 for as many as nearly all training texts have
   * @param most the most, where that is found
   */
  public record Length(int exact, int most) {
    /** Checks the ranges. */
    public Length {
      if (exact < 0 || exact > MOST_TOKENS || most < 1 || most > MOST_TOKENS) {
        throw new IllegalArgumentException(
            "a text must have at most %d tokens, got %d and %d"
                .formatted(MOST_TOKENS, exact, most));
      }
    }

    /** As many as nearly all training texts have. */
    public static Length found() {
      return new Length(0, MOST_TOKENS);
    }
  }

  /** Words as tokens, of the only column that holds texts, as long as nearly all are. */
  public static TextReading found() {
    return new TextReading(
        List.of(), Pieces.WORDS, Optional.empty(), USUAL_VOCABULARY, Length.found());
  }

  /** The same of other columns. */
  public TextReading withColumns(List<String> others) {
    return new TextReading(others, pieces, file, vocabulary, length);
  }
}

package io.paretune.evaluators.data.text.split;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Tells words apart as BERT does (Devlin et al. 2019, its {@code BasicTokenizer}): at white space,
 * with every mark of punctuation and every Chinese character a word of its own.
 *
 * @param lowerCase whether upper and lower case are alike
 * @param stripAccents whether letters with and without accents are alike
 */
public record Splitter(boolean lowerCase, boolean stripAccents) {

  /** Neither case nor accents make a difference. */
  public static Splitter uncased() {
    return new Splitter(true, true);
  }

  /** The words of a text, in order. */
  public List<String> words(String text) {
    List<String> words = new ArrayList<>();
    StringBuilder word = new StringBuilder();
    normal(text)
        .codePoints()
        .forEach(
            character -> {
              if (Character.isWhitespace(character) || Character.isSpaceChar(character)) {
                end(word, words);
              } else if (alone(character)) {
                end(word, words);
                words.add(Character.toString(character));
              } else if (!isControl(character)) {
                word.appendCodePoint(character);
              }
            });
    end(word, words);
    return words;
  }

  private static void end(StringBuilder word, List<String> words) {
    if (!word.isEmpty()) {
      words.add(word.toString());
      word.setLength(0);
    }
  }

  private String normal(String text) {
    String cased = lowerCase ? text.toLowerCase(Locale.ROOT) : text;
    return stripAccents
        ? Normalizer.normalize(cased, Normalizer.Form.NFD).replaceAll("\\p{Mn}+", "")
        : cased;
  }

  private static boolean isControl(int character) {
    int type = Character.getType(character);
    return type == Character.CONTROL
        || type == Character.FORMAT
        || type == Character.UNASSIGNED
        || character == 0xfffd;
  }

  private static boolean alone(int character) {
    boolean ascii =
        (character >= '!' && character <= '/')
            || (character >= ':' && character <= '@')
            || (character >= '[' && character <= '`')
            || (character >= '{' && character <= '~');
    return ascii || isPunctuation(character) || Character.isIdeographic(character);
  }

  private static boolean isPunctuation(int character) {
    return switch (Character.getType(character)) {
      case Character.CONNECTOR_PUNCTUATION,
          Character.DASH_PUNCTUATION,
          Character.START_PUNCTUATION,
          Character.END_PUNCTUATION,
          Character.INITIAL_QUOTE_PUNCTUATION,
          Character.FINAL_QUOTE_PUNCTUATION,
          Character.OTHER_PUNCTUATION ->
          true;
      default -> false;
    };
  }
}

package io.paretune.evaluators.robustness;

import io.paretune.evaluators.data.source.Examples;
import io.paretune.evaluators.data.text.Tokenizer;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Collectors;

/**
 * Texts as somebody types them in a hurry: in some words, two neighbouring letters have changed
 * places (one of the noises of Belinkov and Bisk, "Synthetic and Natural Noise Both Break Neural
 * Machine Translation", 2018, arXiv:1711.02173).
 *
 * @param share of the words of three letters and more
 */
public record Typos(double share) {

  private static final int SHORTEST = 3;

  /** The name in tables. */
  public String name() {
    return "typos " + share;
  }

  /**
   * Texts as this leaves them, the same each time. What was unknown, or cut off, stays so.
   *
   * @param texts ids of tokens
   * @param columns how many texts an example is made of, side by side and each padded
   */
  public Examples of(Examples texts, Tokenizer tokenizer, int columns, long seed) {
    int volume = texts.shape().volume();
    int width = volume / columns;
    float[] all = new float[Math.multiplyExact(texts.size(), volume)];
    float[] one = new float[volume];
    for (int i = 0; i < texts.size(); i++) {
      Random random = new Random(seed + i);
      texts.copyRaw(i, one, 0);
      for (int column = 0; column < columns; column++) {
        int[] ids = new int[width];
        for (int token = 0; token < width; token++) {
          ids[token] = (int) one[column * width + token];
        }
        String typed = typed(tokenizer.text(ids), random);
        tokenizer.write(typed, width, all, i * volume + column * width);
      }
    }
    return Examples.ofFloats(texts.shape(), texts.targets(), all);
  }

  /** A text with some words mistyped. */
  String typed(String text, Random random) {
    return Arrays.stream(text.split(" ", -1))
        .map(word -> random.nextDouble() < share ? mistyped(word, random) : word)
        .collect(Collectors.joining(" "));
  }

  private static String mistyped(String word, Random random) {
    if (word.length() < SHORTEST || !word.chars().allMatch(Character::isLetter)) {
      return word;
    }
    char[] letters = word.toCharArray();
    int at = random.nextInt(letters.length - 1);
    char first = letters[at];
    letters[at] = letters[at + 1];
    letters[at + 1] = first;
    return new String(letters);
  }
}

package io.paretune.evaluators.network;

import java.util.List;

/**
 * Which tokens attention looks at: all of the sequence, or those of its own window. Windows are
 * runs of neighbours (Liu et al. 2021, "Swin Transformer", arXiv:2103.14030, section 3.2, whose
 * windows of a grid become runs by {@link Movement.SelectTokens}). A window may have parts that do
 * not see each other, as one that reaches around the edges of the image (figure 4 there).
 *
 * @param tokens of a window, or 0 where all tokens see each other
 * @param parts empty, or for each token of the sequence the number, below {@code tokens}, of the
 *     part of its window that it is in
 */
public record TokenWindows(int tokens, List<Integer> parts) {

  /** All tokens see each other. */
  public static final TokenWindows WHOLE = new TokenWindows(0, List.of());

  /** Copies the list and checks the numbers. */
  public TokenWindows {
    parts = List.copyOf(parts);
    if (tokens < 0) {
      throw new IllegalArgumentException("tokens must not be below 0, got " + tokens);
    }
    for (int part : parts) {
      if (part < 0 || part >= tokens) {
        throw new IllegalArgumentException(
            "a part must lie in [0, %d], got %d".formatted(tokens - 1, part));
      }
    }
  }

  /** How many tokens of a sequence of so many see each other. */
  public int of(int sequence) {
    return tokens == 0 ? sequence : tokens;
  }

  /** Whether some tokens of a window do not see each other. */
  public boolean divided() {
    return !parts.isEmpty();
  }

  /** Whether two tokens of a window, counted from the sequence's first, do not see each other. */
  public boolean hides(int token, int other) {
    return divided() && !parts.get(token).equals(parts.get(other));
  }

  /**
   * What to add to the scores of a divided sequence.
   *
   * @param hidden added to the score of a token that is not seen
   * @return {@code [windows, 1, tokens, tokens]}
   */
  public Tensor hiding(float hidden) {
    float[] added = new float[Math.multiplyExact(parts.size(), tokens)];
    for (int i = 0; i < added.length; i++) {
      int token = i / tokens;
      added[i] = hides(token, token / tokens * tokens + i % tokens) ? hidden : 0;
    }
    return Tensor.of(added, parts.size() / tokens, 1, tokens, tokens);
  }

  /**
   * @throws IllegalArgumentException if windows are not whole, or parts not of this sequence
   */
  void requireFor(Shape.Sequence sequence) {
    int all = sequence.tokens();
    if (all % of(all) != 0 || (divided() && parts.size() != all)) {
      throw new IllegalArgumentException(
          "windows must be whole and have a part for each token, got windows of %d with %d parts for %s"
              .formatted(tokens, parts.size(), sequence));
    }
  }
}

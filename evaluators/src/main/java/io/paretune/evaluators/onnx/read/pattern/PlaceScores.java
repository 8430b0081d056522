package io.paretune.evaluators.onnx.read.pattern;

import io.paretune.evaluators.network.Tensor;
import io.paretune.evaluators.onnx.read.file.OnnxImportException;
import io.paretune.evaluators.onnx.read.value.Constant;
import io.paretune.evaluators.onnx.read.value.Operation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Numbers that attention adds to scores, {@code [heads, tokens, tokens]}: biases of places. */
public final class PlaceScores {

  /** What is so much below others has no share of a softmax, in 32 bits. */
  private static final double HIDES = -50;

  private final Tensor scores;

  private PlaceScores(Tensor scores) {
    this.scores = scores;
  }

  /**
   * The numbers of a constant, stretched over what it does not tell apart.
   *
   * @return empty if it has another shape
   * @throws OnnxImportException if a number is not finite
   */
  static Optional<PlaceScores> of(Operation op, Constant numbers, int heads, int tokens) {
    int[] wanted = {1, heads, tokens, tokens};
    int[] dims = numbers.dims();
    int[] own = {1, 1, 1, 1};
    if (dims.length > wanted.length) {
      return Optional.empty();
    }
    System.arraycopy(dims, 0, own, own.length - dims.length, dims.length);
    for (int a = 0; a < own.length; a++) {
      if (own[a] != 1 && own[a] != wanted[a]) {
        return Optional.empty();
      }
    }
    float[] values = new float[heads * tokens * tokens];
    for (int i = 0; i < values.length; i++) {
      int head = own[1] == 1 ? 0 : i / tokens / tokens;
      int row = own[2] == 1 ? 0 : i / tokens % tokens;
      int column = own[3] == 1 ? 0 : i % tokens;
      values[i] = (float) numbers.at((head * own[2] + row) * own[3] + column);
      if (!Float.isFinite(values[i])) {
        throw op.refused(
            "what is added to the scores of attention must be finite",
            "use -10000 to hide a place");
      }
    }
    return Optional.of(new PlaceScores(Tensor.of(values, heads, tokens, tokens)));
  }

  /**
   * The parts of windows that a mask {@code [windows, 1, tokens, tokens]} keeps from each other: of
   * those that reach around the edges of an image. It is 0 within a part, and between parts so low
   * that nothing is seen.
   *
   * @return of each token of the sequence; empty if the mask has another shape, or hides what does
   *     not make parts
   */
  static Optional<List<Integer>> parts(Constant mask, Heads heads) {
    int tokens = heads.tokens();
    int[] dims = mask.dims();
    int last = dims.length - 1;
    boolean fits =
        heads.windows() > 1
            && last >= 3
            && Arrays.equals(
                Arrays.copyOfRange(dims, last - 3, last + 1),
                new int[] {heads.windows(), 1, tokens, tokens})
            && mask.size() == heads.windows() * tokens * tokens;
    if (!fits) {
      return Optional.empty();
    }
    List<Integer> parts = new ArrayList<>();
    for (int i = 0; i < heads.windows() * tokens; i++) {
      int part = 0;
      while (part < tokens - 1 && mask.at(i * tokens + part) != 0) {
        part++;
      }
      parts.add(part);
    }
    return Optional.of(List.copyOf(parts)).filter(own -> divides(mask, own, tokens));
  }

  /** Whether a mask hides what is in other parts, and nothing else. */
  private static boolean divides(Constant mask, List<Integer> parts, int tokens) {
    for (int i = 0; i < mask.size(); i++) {
      int token = i / tokens;
      boolean same = parts.get(token).equals(parts.get(token / tokens * tokens + i % tokens));
      if (same ? mask.at(i) != 0 : !(mask.at(i) < HIDES)) {
        return false;
      }
    }
    return true;
  }

  /** Whether they are those of distances between places, so that shorter texts have the same. */
  public boolean ofDistances() {
    int tokens = scores.axis(1);
    for (int i = 0; i < scores.size(); i++) {
      boolean beginning = i % tokens == 0 || i / tokens % tokens == 0;
      if (!beginning && scores.at(i) != scores.at(i - tokens - 1)) {
        return false;
      }
    }
    return true;
  }

  PlaceScores times(double factor) {
    float[] values = scores.toArray();
    for (int i = 0; i < values.length; i++) {
      values[i] *= (float) factor;
    }
    return new PlaceScores(Tensor.of(values, scores.shape()));
  }

  public Tensor scores() {
    return scores;
  }
}

package io.paretune.evaluators.onnx.read.pattern;

import io.paretune.evaluators.network.Tensor;
import io.paretune.evaluators.onnx.read.file.OnnxImportException;
import io.paretune.evaluators.onnx.read.value.Constant;
import io.paretune.evaluators.onnx.read.value.Operation;
import java.util.Optional;

/** Numbers that attention adds to scores, {@code [heads, tokens, tokens]}: biases of places. */
public final class PlaceScores {

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

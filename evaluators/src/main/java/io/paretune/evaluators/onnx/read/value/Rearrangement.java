package io.paretune.evaluators.onnx.read.value;

import io.paretune.evaluators.network.Movement;
import io.paretune.evaluators.network.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Which layers move values as an index map says, if it treats channels, rows and columns apart. */
final class Rearrangement {

  private Rearrangement() {}

  /**
   * The layers, in order.
   *
   * @param sources for each place the position in {@code from}, or -1 for zero
   * @return empty if there are none
   */
  static Optional<List<Movement>> layers(int[] sources, Shape from, Shape to) {
    if (from instanceof Shape.Sequence || to instanceof Shape.Sequence) {
      return token(sources, from, to);
    }
    if (from instanceof Shape.Image || to instanceof Shape.Image) {
      if (!(from instanceof Shape.Image) || !(to instanceof Shape.Image)) {
        return Optional.empty();
      }
    }
    int[] in = axes(from);
    int[] out = axes(to);
    int[][] picks = new int[3][];
    for (int a = 0; a < 3; a++) {
      picks[a] = new int[out[a]];
      Arrays.fill(picks[a], Movement.ZERO);
    }
    int plane = in[1] * in[2];
    for (int i = 0; i < sources.length; i++) {
      if (sources[i] != Movement.ZERO) {
        picks[0][i / (out[1] * out[2])] = sources[i] / plane;
        picks[1][i / out[2] % out[1]] = sources[i] / in[2] % in[1];
        picks[2][i % out[2]] = sources[i] % in[2];
      }
    }
    if (!Arrays.equals(Moved.pick(in, picks).sources(), sources)) {
      return Optional.empty();
    }
    List<Movement> layers = new ArrayList<>();
    if (!places(picks[1], picks[2], in, layers)) {
      return Optional.empty();
    }
    if (!Arrays.equals(picks[0], Dims.all(in[0]))) {
      List<Integer> channels = Arrays.stream(picks[0]).boxed().toList();
      if (from instanceof Shape.Vector && channels.contains(Movement.ZERO)) {
        return Optional.empty();
      }
      layers.add(new Movement.SelectChannels(in[0], channels));
    }
    return Optional.of(layers);
  }

  /**
   * The layer that puts tokens in another order, or makes several of them one.
   *
   * @param sources for each place the position in the sequence
   * @param width features of a token that is made
   * @return empty if a token is not moved as a whole
   */
  static Optional<Movement> ofTokens(int[] sources, Shape from, int width) {
    int own = from.channels();
    if (width % own != 0 || sources.length % width != 0) {
      return Optional.empty();
    }
    List<Integer> tokens = new ArrayList<>();
    for (int i = 0; i < sources.length; i++) {
      if (i % own == 0) {
        tokens.add(Math.max(0, sources[i]) / own);
      }
      if (sources[i] != tokens.get(i / own) * own + i % own) {
        return Optional.empty();
      }
    }
    return Optional.of(new Movement.SelectTokens(from.elements() / own, tokens, width / own));
  }

  /** One token as a vector, or all of them as an image. */
  private static Optional<List<Movement>> token(int[] sources, Shape from, Shape to) {
    Movement layer =
        to instanceof Shape.Image image
            ? new Movement.TokenImage(image.height(), image.width())
            : new Movement.OneToken(Math.max(0, sources[0]) / from.channels());
    boolean fits =
        from instanceof Shape.Sequence
            && sources.length <= from.elements()
            && layer.infer(List.of(from)).equals(to)
            && Arrays.equals(layer.sources(from), sources);
    return fits ? Optional.of(List.of(layer)) : Optional.empty();
  }

  private static int[] axes(Shape shape) {
    return shape instanceof Shape.Image image
        ? new int[] {image.channels(), image.height(), image.width()}
        : new int[] {shape.channels(), 1, 1};
  }

  /** Rows and columns at regular steps, then a frame around them. */
  private static boolean places(int[] rows, int[] columns, int[] in, List<Movement> layers) {
    Optional<Steps> vertical = Steps.of(rows);
    Optional<Steps> horizontal = Steps.of(columns);
    if (vertical.isEmpty() || horizontal.isEmpty()) {
      return false;
    }
    Steps v = vertical.get();
    Steps h = horizontal.get();
    if (v.border != h.border && v.padded() && h.padded()) {
      return false;
    }
    if (!v.covers(in[1]) || !h.covers(in[2])) {
      layers.add(new Movement.Crop(v.first, h.first, v.count, h.count, v.step, h.step));
    }
    if (v.padded() || h.padded()) {
      layers.add(
          new Movement.Pad(v.before, h.before, v.after, h.after, v.padded() ? v.border : h.border));
    }
    return true;
  }

  /** Positions along an axis: a start, a step, a count, and what is added before and after. */
  private record Steps(
      int before, int first, int step, int count, int after, Movement.Border border) {

    static Optional<Steps> of(int[] picks) {
      int from = 0;
      int to = picks.length;
      Movement.Border border = Movement.Border.ZERO;
      while (from < to && picks[from] == Movement.ZERO) {
        from++;
      }
      while (to > from && picks[to - 1] == Movement.ZERO) {
        to--;
      }
      if (from == 0 && to == picks.length) {
        while (from + 1 < to && picks[from + 1] == picks[from]) {
          from++;
        }
        while (to - 2 >= from && picks[to - 2] == picks[to - 1]) {
          to--;
        }
        border = Movement.Border.EDGE;
      }
      if (from == to) {
        return Optional.empty();
      }
      int step = to - from > 1 ? picks[from + 1] - picks[from] : 1;
      boolean regular = step >= 1;
      for (int i = from + 1; i < to; i++) {
        regular &= picks[i] != Movement.ZERO && picks[i] - picks[i - 1] == step;
      }
      return regular
          ? Optional.of(new Steps(from, picks[from], step, to - from, picks.length - to, border))
          : Optional.empty();
    }

    boolean padded() {
      return before > 0 || after > 0;
    }

    boolean covers(int length) {
      return first == 0 && step == 1 && count == length;
    }
  }
}

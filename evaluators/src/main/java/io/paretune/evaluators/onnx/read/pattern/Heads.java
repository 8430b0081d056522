package io.paretune.evaluators.onnx.read.pattern;

import io.paretune.evaluators.network.Shape;
import io.paretune.evaluators.onnx.read.value.Dims;
import io.paretune.evaluators.onnx.read.value.Moved;
import io.paretune.evaluators.onnx.read.value.Value;
import io.paretune.evaluators.onnx.read.value.View;
import java.util.Optional;

/** What heads of attention read of a node's tokens: which of its channels, head by head. */
public final class Heads {

  private final View view;
  private final int count;
  private final int[] channels;
  private final double factor;

  /**
   * @param channels of each head in order, {@code heads x width}
   * @param factor of every value
   */
  private Heads(View view, int count, int[] channels, double factor) {
    this.view = view;
    this.count = count;
    this.channels = channels;
    this.factor = factor;
  }

  public View view() {
    return view;
  }

  /** How many heads there are. */
  public int count() {
    return count;
  }

  public double factor() {
    return factor;
  }

  /** Not to be written to. */
  public int[] channels() {
    return channels;
  }

  public int tokens() {
    return ((Shape.Sequence) view.shape()).tokens();
  }

  public int width() {
    return channels.length / count;
  }

  /**
   * Reads a factor of a product of activations.
   *
   * @param swapped whether its tokens come last, as the keys' do, and not its features
   * @return empty if its places are not heads, tokens and features of a sequence
   */
  public static Optional<Heads> of(Value value, boolean swapped) {
    if (value instanceof Scaled scaled) {
      return of(scaled.view(), scaled.factor(), swapped);
    }
    return value instanceof View view ? of(view, 1, swapped) : Optional.empty();
  }

  private static Optional<Heads> of(View view, double factor, boolean swapped) {
    int[] dims = view.dims().length == 2 ? prefixed(view.dims()) : view.dims();
    if (!(view.shape() instanceof Shape.Sequence sequence) || dims.length != 3) {
      return Optional.empty();
    }
    View plain = view.reshaped(dims);
    View heads = swapped ? plain.moved(Moved.transpose(dims, new int[] {0, 2, 1})) : plain;
    int tokens = heads.dims()[1];
    int width = heads.dims()[2];
    if (tokens != sequence.tokens()) {
      return Optional.empty();
    }
    int[] sources = heads.sources().orElseGet(() -> Dims.all(sequence.elements()));
    int[] channels = new int[dims[0] * width];
    for (int i = 0; i < sources.length; i++) {
      int token = i / width % tokens;
      int channel = i / width / tokens * width + i % width;
      if (token == 0) {
        channels[channel] = sources[i];
      }
      if (sources[i] < 0 || sources[i] != token * sequence.width() + channels[channel]) {
        return Optional.empty();
      }
    }
    return Optional.of(new Heads(view, dims[0], channels, factor));
  }

  private static int[] prefixed(int[] dims) {
    return new int[] {1, dims[0], dims[1]};
  }
}

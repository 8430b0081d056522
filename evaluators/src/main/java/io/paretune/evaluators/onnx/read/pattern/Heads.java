package io.paretune.evaluators.onnx.read.pattern;

import io.paretune.evaluators.network.Shape;
import io.paretune.evaluators.network.TokenWindows;
import io.paretune.evaluators.onnx.read.value.Dims;
import io.paretune.evaluators.onnx.read.value.Moved;
import io.paretune.evaluators.onnx.read.value.Value;
import io.paretune.evaluators.onnx.read.value.View;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What heads of attention read of a node's tokens: which of its channels, head by head. */
public final class Heads {

  /** Windows, heads, tokens, features. */
  private static final int AXES = 4;

  private static final int[] SWAP = {0, 1, 3, 2};

  private final View view;
  private final int count;
  private final int windows;
  private final int[] channels;
  private final double factor;

  /**
   * @param windows that are attended to each by itself: 1 if it is the whole sequence
   * @param channels of each head in order, {@code heads x width}
   * @param factor of every value
   */
  private Heads(View view, int count, int windows, int[] channels, double factor) {
    this.view = view;
    this.count = count;
    this.windows = windows;
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

  /** Tokens that see each other. */
  public int tokens() {
    return ((Shape.Sequence) view.shape()).tokens() / windows;
  }

  /** Runs of tokens that do not see the others. */
  public int windows() {
    return windows;
  }

  /** Which tokens see each other, if windows have these parts. */
  TokenWindows windows(List<Integer> parts) {
    return windows == 1 ? TokenWindows.WHOLE : new TokenWindows(tokens(), parts);
  }

  /** Whether others are of as many windows, heads, tokens and features. */
  public boolean fits(Heads other) {
    return windows == other.windows
        && count == other.count
        && width() == other.width()
        && tokens() == other.tokens();
  }

  public int width() {
    return channels.length / count;
  }

  /**
   * Reads a factor of a product of activations.
   *
   * @param swapped whether its tokens come last, as the keys' do, and not its features
   * @return empty if its places are not (windows,) heads, tokens and features of a sequence
   */
  public static Optional<Heads> of(Value value, boolean swapped) {
    if (value instanceof Scaled scaled) {
      return of(scaled.view(), scaled.factor(), swapped);
    }
    return value instanceof View view ? of(view, 1, swapped) : Optional.empty();
  }

  private static Optional<Heads> of(View view, double factor, boolean swapped) {
    if (!(view.shape() instanceof Shape.Sequence sequence) || view.dims().length > AXES) {
      return Optional.empty();
    }
    int[] dims = prefixed(view.dims());
    int[] places = swapped ? Moved.transpose(dims, SWAP).sources() : Dims.all(Dims.product(dims));
    int tokens = dims[swapped ? 3 : 2];
    int width = dims[swapped ? 2 : 3];
    if (dims[0] * tokens != sequence.tokens()) {
      return Optional.empty();
    }
    int[] channels = new int[dims[1] * width];
    for (int i = 0; i < places.length; i++) {
      int place = places[i];
      int source = view.sources().map(own -> own[place]).orElse(place);
      int token = i / (channels.length * tokens) * tokens + i / width % tokens;
      int channel = i / width / tokens % dims[1] * width + i % width;
      if (token == 0) {
        channels[channel] = source;
      }
      if (source < 0 || source != token * sequence.width() + channels[channel]) {
        return Optional.empty();
      }
    }
    return Optional.of(new Heads(view, dims[1], dims[0], channels, factor));
  }

  /** With axes of length 1 before, up to windows, heads, tokens and features. */
  private static int[] prefixed(int[] dims) {
    int[] all = new int[AXES];
    Arrays.fill(all, 1);
    System.arraycopy(dims, 0, all, AXES - dims.length, dims.length);
    return all;
  }
}

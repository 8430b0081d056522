package io.paretune.evaluators.network;

import static io.paretune.evaluators.network.Inputs.channelsFirst;
import static io.paretune.evaluators.network.Inputs.image;
import static io.paretune.evaluators.network.Inputs.matching;
import static io.paretune.evaluators.network.Inputs.one;
import static io.paretune.evaluators.network.Inputs.positive;
import static io.paretune.evaluators.network.Inputs.sequence;

import java.util.Arrays;
import java.util.List;

/**
 * A layer that moves values and computes none: each value of its output is one of its input's, or
 * zero. Whatever holds of the input's range holds of the output's with zero added.
 */
public sealed interface Movement extends Layer {

  /** Stands for a zero where a position or a channel of the input is asked for. */
  int ZERO = -1;

  /**
   * Where the values come from: the position in the input for every position of the output, or
   * {@link #ZERO}.
   *
   * @param input shape of the input, which must fit
   * @return {@code int[elements of the output]}
   */
  int[] sources(Shape input);

  /** What the visitor answers for this kind of movement. */
  <R> R move(Visitor<R> visitor);

  @Override
  default <R> R accept(LayerVisitor<R> visitor) {
    return move(visitor);
  }

  /**
   * One answer for each kind of movement.
   *
   * @param <R> the answer
   */
  interface Visitor<R> {

    /** Rows and columns added. */
    R pad(Pad layer);

    /** Rows and columns left out. */
    R crop(Crop layer);

    /** Channels by number. */
    R selectChannels(SelectChannels layer);

    /** A vector as an image. */
    R unflatten(Unflatten layer);

    /** An image as a sequence. */
    R imageTokens(ImageTokens layer);

    /** A token as a vector. */
    R oneToken(OneToken layer);

    /** A sequence as an image. */
    R tokenImage(TokenImage layer);

    /** Tokens by number. */
    R selectTokens(SelectTokens layer);
  }

  /** What stands beyond an image's border. */
  enum Border {
    /** Zeros, as a convolution sees them. */
    ZERO,
    /** The nearest value of the image, which a maximum pool does not notice. */
    EDGE
  }

  /**
   * Rows and columns added around an image.
   *
   * @param top rows above
   * @param left columns to the left
   * @param bottom rows below
   * @param right columns to the right
   * @param border what they hold
   */
  record Pad(int top, int left, int bottom, int right, Border border) implements Movement {
    /** Checks that nothing is negative. */
    public Pad {
      if (top < 0 || left < 0 || bottom < 0 || right < 0) {
        throw new IllegalArgumentException(
            "padding must be at least 0, got top=%d, left=%d, bottom=%d, right=%d"
                .formatted(top, left, bottom, right));
      }
    }

    @Override
    public Shape infer(List<Shape> shapes) {
      Shape.Image in = image(this, one(this, shapes));
      return Shape.image(
          in.channels(),
          Math.addExact(in.height(), Math.addExact(top, bottom)),
          Math.addExact(in.width(), Math.addExact(left, right)));
    }

    @Override
    public int[] sources(Shape input) {
      Shape.Image in = (Shape.Image) input;
      Shape.Image out = (Shape.Image) infer(List.of(input));
      int[] sources = new int[out.elements()];
      for (int i = 0; i < sources.length; i++) {
        int channel = i / (out.height() * out.width());
        int row = i / out.width() % out.height() - top;
        int column = i % out.width() - left;
        if (border == Border.EDGE) {
          row = Math.min(in.height() - 1, Math.max(0, row));
          column = Math.min(in.width() - 1, Math.max(0, column));
        }
        boolean inside = row >= 0 && row < in.height() && column >= 0 && column < in.width();
        sources[i] = inside ? (channel * in.height() + row) * in.width() + column : Movement.ZERO;
      }
      return sources;
    }

    @Override
    public <R> R move(Visitor<R> visitor) {
      return visitor.pad(this);
    }
  }

  /**
   * Some rows and columns of an image, at regular steps.
   *
   * @param top first row
   * @param left first column
   * @param height how many rows
   * @param width how many columns
   * @param rowStep from one row to the next, at least 1
   * @param columnStep from one column to the next, at least 1
   */
  record Crop(int top, int left, int height, int width, int rowStep, int columnStep)
      implements Movement {
    /** Checks the ranges. */
    public Crop {
      positive("height", height);
      positive("width", width);
      positive("rowStep", rowStep);
      positive("columnStep", columnStep);
      if (top < 0 || left < 0) {
        throw new IllegalArgumentException(
            "top and left must be at least 0, got top=%d, left=%d".formatted(top, left));
      }
    }

    @Override
    public Shape infer(List<Shape> shapes) {
      Shape.Image in = image(this, one(this, shapes));
      if (top + (height - 1L) * rowStep >= in.height()
          || left + (width - 1L) * columnStep >= in.width()) {
        throw new IllegalArgumentException(
            "the last row and column must lie in the image, got %s of %s".formatted(this, in));
      }
      return Shape.image(in.channels(), height, width);
    }

    @Override
    public int[] sources(Shape input) {
      Shape.Image in = (Shape.Image) input;
      int[] sources = new int[infer(List.of(input)).elements()];
      for (int i = 0; i < sources.length; i++) {
        int row = top + i / width % height * rowStep;
        int column = left + i % width * columnStep;
        sources[i] = (i / (height * width) * in.height() + row) * in.width() + column;
      }
      return sources;
    }

    @Override
    public <R> R move(Visitor<R> visitor) {
      return visitor.crop(this);
    }
  }

  /**
   * Channels by number, in a new order, some left out, some twice, some zero: a slice, a split, a
   * shuffle, padding with channels of zeros (of images only).
   *
   * @param inputs length of the input's channel axis
   * @param channels for each output channel the input's, or {@link #ZERO}
   */
  record SelectChannels(int inputs, List<Integer> channels) implements Movement {
    /** Copies the list and checks the numbers. */
    public SelectChannels {
      positive("inputs", inputs);
      channels = List.copyOf(channels);
      positive("number of channels", channels.size());
      for (int channel : channels) {
        if (channel < Movement.ZERO || channel >= inputs) {
          throw new IllegalArgumentException(
              "a selected channel must lie in [%d, %d], got %d"
                  .formatted(Movement.ZERO, inputs - 1, channel));
        }
      }
    }

    /** The channels {@code from} (inclusive) to {@code to} (exclusive) between zeros. */
    public static SelectChannels range(
        int inputs, int zerosBefore, int from, int to, int zerosAfter) {
      Integer[] channels = new Integer[Math.addExact(zerosBefore + to - from, zerosAfter)];
      Arrays.fill(channels, Movement.ZERO);
      for (int c = from; c < to; c++) {
        channels[zerosBefore + c - from] = c;
      }
      return new SelectChannels(inputs, List.of(channels));
    }

    @Override
    public Shape infer(List<Shape> shapes) {
      Shape in = channelsFirst(this, one(this, shapes));
      matching(this, "inputs", inputs, in);
      if (in instanceof Shape.Vector && channels.contains(Movement.ZERO)) {
        throw new IllegalArgumentException(
            "channels of zeros need an image, got a vector of %s; put Unflatten before"
                .formatted(in));
      }
      return in instanceof Shape.Image image
          ? Shape.image(channels.size(), image.height(), image.width())
          : Shape.vector(channels.size());
    }

    @Override
    public int[] sources(Shape input) {
      int plane = input.elements() / input.channels();
      int[] sources = new int[infer(List.of(input)).elements()];
      for (int i = 0; i < sources.length; i++) {
        int channel = channels.get(i / plane);
        sources[i] = channel == Movement.ZERO ? Movement.ZERO : channel * plane + i % plane;
      }
      return sources;
    }

    @Override
    public <R> R move(Visitor<R> visitor) {
      return visitor.selectChannels(this);
    }
  }

  /**
   * A vector as an image, channel by channel, row by row: the inverse of {@link Layer.Flatten}.
   *
   * @param channels of the image
   * @param height rows
   * @param width columns
   */
  record Unflatten(int channels, int height, int width) implements Movement {
    /** Checks the ranges. */
    public Unflatten {
      Shape.image(channels, height, width);
    }

    @Override
    public Shape infer(List<Shape> shapes) {
      Shape in = one(this, shapes);
      Shape out = Shape.image(channels, height, width);
      if (!(in instanceof Shape.Vector) || in.elements() != out.elements()) {
        throw new IllegalArgumentException(
            "the input must be a vector of %d values, got %s".formatted(out.elements(), in));
      }
      return out;
    }

    @Override
    public int[] sources(Shape input) {
      int[] sources = new int[infer(List.of(input)).elements()];
      Arrays.setAll(sources, i -> i);
      return sources;
    }

    @Override
    public <R> R move(Visitor<R> visitor) {
      return visitor.unflatten(this);
    }
  }

  /**
   * Each place of an image as a token, row by row, its channels as features: with a convolution of
   * stride as large as its kernel before it, the patch embedding of Dosovitskiy et al. 2021
   * (arXiv:2010.11929, section 3.1).
   */
  record ImageTokens() implements Movement {
    @Override
    public Shape infer(List<Shape> shapes) {
      Shape.Image in = image(this, one(this, shapes));
      return Shape.sequence(in.height() * in.width(), in.channels());
    }

    @Override
    public int[] sources(Shape input) {
      int places = input.elements() / input.channels();
      int[] sources = new int[infer(List.of(input)).elements()];
      Arrays.setAll(sources, i -> i % input.channels() * places + i / input.channels());
      return sources;
    }

    @Override
    public <R> R move(Visitor<R> visitor) {
      return visitor.imageTokens(this);
    }
  }

  /**
   * One token of a sequence, as a vector.
   *
   * @param index of the token, from 0
   */
  record OneToken(int index) implements Movement {
    /** Checks the range. */
    public OneToken {
      if (index < 0) {
        throw new IllegalArgumentException("a token's index must be at least 0, got " + index);
      }
    }

    @Override
    public Shape infer(List<Shape> shapes) {
      Shape.Sequence in = sequence(this, one(this, shapes));
      if (index >= in.tokens()) {
        throw new IllegalArgumentException(
            "a token's index must lie in [0, %d], got %d".formatted(in.tokens() - 1, index));
      }
      return Shape.vector(in.width());
    }

    @Override
    public int[] sources(Shape input) {
      int[] sources = new int[infer(List.of(input)).elements()];
      Arrays.setAll(sources, i -> index * sources.length + i);
      return sources;
    }

    @Override
    public <R> R move(Visitor<R> visitor) {
      return visitor.oneToken(this);
    }
  }

  /**
   * Tokens by number, in a new order, of which a run of neighbours may become one token: images cut
   * into windows, shifted around their edges and put together again, or, with four neighbours made
   * one, merged patches (Liu et al. 2021, arXiv:2103.14030, section 3.1).
   *
   * @param inputs length of the input
   * @param tokens for each place the input's token there
   * @param joined how many of them, side by side, make one token with the features of all
   */
  record SelectTokens(int inputs, List<Integer> tokens, int joined) implements Movement {
    /** Copies the list and checks the numbers. */
    public SelectTokens {
      positive("inputs", inputs);
      positive("joined", joined);
      tokens = List.copyOf(tokens);
      positive("number of tokens", tokens.size());
      for (int token : tokens) {
        if (token < 0 || token >= inputs) {
          throw new IllegalArgumentException(
              "a selected token must lie in [0, %d], got %d".formatted(inputs - 1, token));
        }
      }
      if (tokens.size() % joined != 0) {
        throw new IllegalArgumentException(
            "tokens must make whole ones, got %d of which %d make one"
                .formatted(tokens.size(), joined));
      }
    }

    @Override
    public Shape infer(List<Shape> shapes) {
      Shape.Sequence in = sequence(this, one(this, shapes));
      if (in.tokens() != inputs) {
        throw new IllegalArgumentException(
            "there must be %d tokens to select from, got %s".formatted(inputs, in));
      }
      return Shape.sequence(tokens.size() / joined, Math.multiplyExact(in.width(), joined));
    }

    @Override
    public int[] sources(Shape input) {
      int width = input.channels();
      int[] sources = new int[infer(List.of(input)).elements()];
      Arrays.setAll(sources, i -> tokens.get(i / width) * width + i % width);
      return sources;
    }

    /** The numbers, for indexing. */
    public long[] indices() {
      return tokens.stream().mapToLong(Integer::longValue).toArray();
    }

    @Override
    public <R> R move(Visitor<R> visitor) {
      return visitor.selectTokens(this);
    }

    /** Without the numbers, which are many. */
    @Override
    public String toString() {
      return "SelectTokens[%d of %d, %d joined]".formatted(tokens.size(), inputs, joined);
    }
  }

  /**
   * Tokens as the places of an image, row by row: the inverse of {@link ImageTokens}.
   *
   * @param height rows
   * @param width columns
   */
  record TokenImage(int height, int width) implements Movement {
    /** Checks the ranges. */
    public TokenImage {
      positive("height", height);
      positive("width", width);
    }

    @Override
    public Shape infer(List<Shape> shapes) {
      Shape.Sequence in = sequence(this, one(this, shapes));
      if (in.tokens() != Math.multiplyExact(height, width)) {
        throw new IllegalArgumentException(
            "there must be a token for each of %d x %d places, got %s"
                .formatted(height, width, in));
      }
      return Shape.image(in.width(), height, width);
    }

    @Override
    public int[] sources(Shape input) {
      int places = height * width;
      int[] sources = new int[infer(List.of(input)).elements()];
      Arrays.setAll(sources, i -> i % places * input.channels() + i / places);
      return sources;
    }

    @Override
    public <R> R move(Visitor<R> visitor) {
      return visitor.tokenImage(this);
    }
  }
}

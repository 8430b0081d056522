package io.paretune.evaluators.latency.kernel;

import io.paretune.evaluators.network.Layer;
import io.paretune.evaluators.network.LayerVisitor;
import io.paretune.evaluators.network.Movement;
import io.paretune.evaluators.network.TokenLayer;
import io.paretune.evaluators.network.Window;

/**
 * What of its input a layer looks at, as a cell of a table: an image's window, for instance {@code
 * 3x3/2} for a stride of 2, with {@code p} padding and {@code d} dilation; the padding of {@code
 * pad}, {@code top+left+bottom+right}; which tokens.
 */
final class KernelWindow implements LayerVisitor.Otherwise<String> {

  static final KernelWindow TEXTS = new KernelWindow();

  private KernelWindow() {}

  @Override
  public String otherwise(Layer layer) {
    return Kernel.NONE;
  }

  @Override
  public String conv2d(Layer.Conv2d conv) {
    return text(conv.window());
  }

  @Override
  public String pool(Layer.Pool pool) {
    return text(pool.window());
  }

  @Override
  public String pad(Movement.Pad pad) {
    return "%d+%d+%d+%d".formatted(pad.top(), pad.left(), pad.bottom(), pad.right());
  }

  /** A table in which ids that tell two things are looked up takes two operations more. */
  @Override
  public String embedding(TokenLayer.Embedding embedding) {
    return embedding.mixed() ? "mixed" : Kernel.NONE;
  }

  /** How many tokens come in front. */
  @Override
  public String prependTokens(TokenLayer.PrependTokens layer) {
    return Integer.toString(layer.tokens());
  }

  /** Tokens of a window, whether it has parts, and whether something is added for each two. */
  @Override
  public String attention(TokenLayer.Attention attention) {
    int tokens = attention.windows().tokens();
    String window = tokens == 0 ? Kernel.NONE : Integer.toString(tokens);
    return window
        + (attention.windows().divided() ? "+parts" : "")
        + (attention.places() > 0 ? "+scores" : "");
  }

  /** The first token that counts, if not all do. */
  @Override
  public String tokenMean(TokenLayer.TokenMean mean) {
    return mean.first() == 0 ? Kernel.NONE : "from" + mean.first();
  }

  /** How many tokens there are then, and of how many each is made. */
  @Override
  public String selectTokens(Movement.SelectTokens select) {
    return "%d/%d".formatted(select.tokens().size() / select.joined(), select.joined());
  }

  /** Rows and columns of the image. */
  @Override
  public String tokenImage(Movement.TokenImage image) {
    return image.height() + "x" + image.width();
  }

  private static String text(Window window) {
    StringBuilder text = new StringBuilder();
    text.append(window.kernelHeight()).append('x').append(window.kernelWidth());
    pair(text, "/", window.strideHeight(), window.strideWidth(), 1);
    pair(text, "p", window.paddingHeight(), window.paddingWidth(), 0);
    pair(text, "d", window.dilationHeight(), window.dilationWidth(), 1);
    return text.toString();
  }

  private static void pair(StringBuilder text, String mark, int rows, int columns, int usual) {
    if (rows != usual || columns != usual) {
      text.append(mark).append(rows);
      if (rows != columns) {
        text.append('x').append(columns);
      }
    }
  }
}

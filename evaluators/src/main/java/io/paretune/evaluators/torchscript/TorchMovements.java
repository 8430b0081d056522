package io.paretune.evaluators.torchscript;

import static io.paretune.evaluators.torchscript.TorchOperators.call;

import io.paretune.evaluators.network.Movement;
import java.util.ArrayList;
import java.util.List;

/** The one place that knows which ATen operators a layer is that only moves values. */
final class TorchMovements implements Movement.Visitor<String> {

  private static final int CHANNELS = 1;
  private static final int TOKENS = 1;
  static final int ROWS = 2;
  static final int COLUMNS = 3;

  /** PyTorch's number of 64-bit integers, which indices must be. */
  private static final int INT64 = 4;

  private final String x;

  /**
   * Answers with the expression that moves values.
   *
   * @param x the expression of what is moved
   */
  TorchMovements(String x) {
    this.x = x;
  }

  @Override
  public String pad(Movement.Pad pad) {
    List<Integer> sides = List.of(pad.left(), pad.right(), pad.top(), pad.bottom());
    return switch (pad.border()) {
      case ZERO -> call("constant_pad_nd", x, sides, 0);
      case EDGE -> call("replication_pad2d", x, sides);
    };
  }

  @Override
  public String crop(Movement.Crop crop) {
    String rows = slice(x, ROWS, crop.top(), crop.height(), crop.rowStep());
    return slice(rows, COLUMNS, crop.left(), crop.width(), crop.columnStep());
  }

  @Override
  public String unflatten(Movement.Unflatten image) {
    return call("reshape", x, List.of(-1, image.channels(), image.height(), image.width()));
  }

  @Override
  public String imageTokens(Movement.ImageTokens tokens) {
    return call("transpose", call("flatten", x, ROWS), CHANNELS, ROWS);
  }

  @Override
  public String tokenImage(Movement.TokenImage image) {
    String channelsFirst = call("transpose", x, TOKENS, ROWS);
    return call("unflatten", channelsFirst, ROWS, List.of(image.height(), image.width()));
  }

  @Override
  public String selectTokens(Movement.SelectTokens tokens) {
    String selected = call("index_select", x, TOKENS, integers(tokens.tokens(), x));
    int count = tokens.tokens().size() / tokens.joined();
    return tokens.joined() == 1
        ? selected
        : call("reshape", selected, List.of(call("size", x, 0), count, -1));
  }

  /** Stored integers, on the device of a value. */
  static String integers(List<Integer> values, String like) {
    return call("tensor", values, "dtype=" + INT64, "device=ops.prim.device(" + like + ")");
  }

  @Override
  public String oneToken(Movement.OneToken token) {
    return call("select", x, TOKENS, token.index());
  }

  static String slice(String x, int axis, int from, int count, int step) {
    return call("slice", x, axis, from, from + (count - 1) * step + 1, step);
  }

  @Override
  public String selectChannels(Movement.SelectChannels select) {
    List<Integer> channels = select.channels();
    int first = 0;
    while (first < channels.size() && channels.get(first) == Movement.ZERO) {
      first++;
    }
    int end = channels.size();
    while (end > first && channels.get(end - 1) == Movement.ZERO) {
      end--;
    }
    boolean run = first < end;
    for (int i = first; i < end; i++) {
      run &= channels.get(i) == channels.get(first) + i - first;
    }
    if (!run) {
      return gather(select);
    }
    String kept = slice(x, CHANNELS, channels.get(first), end - first, 1);
    int after = channels.size() - end;
    return first == 0 && after == 0 ? kept : padded(kept, first, after);
  }

  /** Any order, with one channel of zeros behind the input's if one is asked for. */
  private String gather(Movement.SelectChannels select) {
    List<Integer> indices = new ArrayList<>(select.channels());
    indices.replaceAll(channel -> channel == Movement.ZERO ? select.inputs() : channel);
    String source = indices.contains(select.inputs()) ? padded(x, 0, 1) : x;
    return call("index_select", source, CHANNELS, integers(indices, x));
  }

  private static String padded(String image, int before, int after) {
    return call("constant_pad_nd", image, List.of(0, 0, 0, 0, before, after), 0);
  }
}

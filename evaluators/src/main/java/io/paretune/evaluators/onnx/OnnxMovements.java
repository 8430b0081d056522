package io.paretune.evaluators.onnx;

import static io.paretune.evaluators.onnx.OnnxGraph.integer;
import static io.paretune.evaluators.onnx.OnnxGraph.integers;
import static io.paretune.evaluators.onnx.OnnxGraph.text;

import io.paretune.evaluators.network.Movement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Which ONNX operators a {@link Movement} is; they work on floats and on bytes alike. */
public final class OnnxMovements implements Movement.Visitor<String> {

  private final OnnxGraph graph;
  private final String input;
  private final String output;
  private final Optional<String> zero;

  /**
   * Appends the operators of the movement that is visited; the answer is the output.
   *
   * @param graph to append to
   * @param input name of the value to read
   * @param output name of the value to make
   * @param zero name of the scalar that stands for zero, in the input's type; a float 0 if empty
   */
  public OnnxMovements(OnnxGraph graph, String input, String output, Optional<String> zero) {
    this.graph = graph;
    this.input = input;
    this.output = output;
    this.zero = zero;
  }

  @Override
  public String pad(Movement.Pad pad) {
    boolean edge = pad.border() == Movement.Border.EDGE;
    long[] amounts = {0, 0, pad.top(), pad.left(), 0, 0, pad.bottom(), pad.right()};
    return edge
        ? pad(input, output, amounts, "edge", Optional.empty())
        : pad(input, output, amounts, "constant", zero);
  }

  @Override
  public String crop(Movement.Crop crop) {
    return slice(
        output,
        new long[] {crop.top(), crop.left()},
        new long[] {
          crop.top() + (crop.height() - 1L) * crop.rowStep() + 1,
          crop.left() + (crop.width() - 1L) * crop.columnStep() + 1
        },
        new long[] {2, 3},
        new long[] {crop.rowStep(), crop.columnStep()});
  }

  @Override
  public String unflatten(Movement.Unflatten image) {
    String shape =
        graph.int64s(output + ".shape", 0, image.channels(), image.height(), image.width());
    return graph.node("Reshape", List.of(input, shape), output);
  }

  @Override
  public String imageTokens(Movement.ImageTokens tokens) {
    String shape = graph.int64s(graph.anonymous(), 0, 0, -1);
    String flat = graph.node("Reshape", List.of(input, shape), graph.anonymous());
    return graph.node("Transpose", List.of(flat), output, integers("perm", 0, 2, 1));
  }

  @Override
  public String tokenImage(Movement.TokenImage image) {
    String turned =
        graph.node("Transpose", List.of(input), graph.anonymous(), integers("perm", 0, 2, 1));
    String shape = graph.int64s(graph.anonymous(), 0, 0, image.height(), image.width());
    return graph.node("Reshape", List.of(turned, shape), output);
  }

  @Override
  public String selectTokens(Movement.SelectTokens tokens) {
    String indices = graph.int64s(graph.anonymous(), tokens.indices());
    boolean joins = tokens.joined() > 1;
    String selected =
        graph.node(
            "Gather",
            List.of(input, indices),
            joins ? graph.anonymous() : output,
            integer("axis", 1));
    int count = tokens.tokens().size() / tokens.joined();
    String shape = joins ? graph.int64s(graph.anonymous(), 0, count, -1) : "";
    return joins ? graph.node("Reshape", List.of(selected, shape), output) : selected;
  }

  @Override
  public String oneToken(Movement.OneToken token) {
    String index = graph.int64(graph.anonymous(), token.index());
    return graph.node("Gather", List.of(input, index), output, integer("axis", 1));
  }

  @Override
  public String selectChannels(Movement.SelectChannels select) {
    List<Integer> channels = select.channels();
    int first = zerosFrom(channels, 0);
    int last = first;
    while (last < channels.size()
        && channels.get(last) != Movement.ZERO
        && channels.get(last) == channels.get(first) + last - first) {
      last++;
    }
    boolean range = last > first && zerosFrom(channels, last) == channels.size();
    return range ? range(select, first, last) : gather(select);
  }

  /** Where the zeros that begin here end. */
  private static int zerosFrom(List<Integer> channels, int start) {
    int end = start;
    while (end < channels.size() && channels.get(end) == Movement.ZERO) {
      end++;
    }
    return end;
  }

  /** The channels from {@code first} to before {@code last} are one run of the input's. */
  private String range(Movement.SelectChannels select, int first, int last) {
    List<Integer> channels = select.channels();
    boolean padded = first > 0 || last < channels.size();
    String source = input;
    if (last - first < select.inputs()) {
      long from = channels.get(first);
      source =
          slice(
              padded ? output + ".slice" : output,
              new long[] {from},
              new long[] {from + last - first},
              new long[] {1},
              new long[] {1});
    }
    if (padded) {
      return padChannels(source, output, first, channels.size() - last);
    }
    return source.equals(input) ? graph.node("Identity", List.of(input), output) : source;
  }

  /** Channel by channel; zeros come from a channel that is added behind the others. */
  private String gather(Movement.SelectChannels select) {
    boolean zeros = select.channels().contains(Movement.ZERO);
    String source = zeros ? padChannels(input, output + ".padded", 0, 1) : input;
    long[] indices =
        select.channels().stream()
            .mapToLong(channel -> channel == Movement.ZERO ? select.inputs() : channel)
            .toArray();
    String names = graph.int64s(output + ".channels", indices);
    return graph.node("Gather", List.of(source, names), output, integer("axis", 1));
  }

  /** Only images have channels of zeros, so that the number of axes is known. */
  private String padChannels(String source, String padded, int before, int after) {
    long[] amounts = {0, before, 0, 0, 0, after, 0, 0};
    return pad(source, padded, amounts, "constant", zero);
  }

  private String pad(
      String source, String padded, long[] amounts, String mode, Optional<String> with) {
    List<String> inputs = new ArrayList<>(List.of(source, graph.int64s(padded + ".pads", amounts)));
    with.ifPresent(inputs::add);
    return graph.node("Pad", inputs, padded, text("mode", mode));
  }

  private String slice(String sliced, long[] starts, long[] ends, long[] axes, long[] steps) {
    List<String> inputs =
        List.of(
            input,
            graph.int64s(sliced + ".starts", starts),
            graph.int64s(sliced + ".ends", ends),
            graph.int64s(sliced + ".axes", axes),
            graph.int64s(sliced + ".steps", steps));
    return graph.node("Slice", inputs, sliced);
  }
}

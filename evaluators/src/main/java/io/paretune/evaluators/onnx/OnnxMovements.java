package io.paretune.evaluators.onnx;

import static io.paretune.evaluators.onnx.OnnxGraph.integer;
import static io.paretune.evaluators.onnx.OnnxGraph.text;

import io.paretune.evaluators.network.Movement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Which ONNX operators a {@link Movement} is; they work on floats and on bytes alike. */
public final class OnnxMovements {

  private OnnxMovements() {}

  /**
   * Appends the operators.
   *
   * @param graph to append to
   * @param layer what to move
   * @param input name of the value to read
   * @param output name of the value to make
   * @param zero name of the scalar that stands for zero, in the input's type; a float 0 if empty
   */
  public static void append(
      OnnxGraph graph, Movement layer, String input, String output, Optional<String> zero) {
    if (layer instanceof Movement.Pad pad) {
      boolean edge = pad.border() == Movement.Border.EDGE;
      long[] amounts = {0, 0, pad.top(), pad.left(), 0, 0, pad.bottom(), pad.right()};
      pad(
          graph,
          input,
          output,
          amounts,
          edge ? "edge" : "constant",
          edge ? Optional.empty() : zero);
    } else if (layer instanceof Movement.Crop crop) {
      slice(
          graph,
          input,
          output,
          new long[] {crop.top(), crop.left()},
          new long[] {
            crop.top() + (crop.height() - 1L) * crop.rowStep() + 1,
            crop.left() + (crop.width() - 1L) * crop.columnStep() + 1
          },
          new long[] {2, 3},
          new long[] {crop.rowStep(), crop.columnStep()});
    } else if (layer instanceof Movement.SelectChannels select) {
      select(graph, select, input, output, zero);
    } else if (layer instanceof Movement.Unflatten image) {
      String shape =
          graph.int64s(output + ".shape", 0, image.channels(), image.height(), image.width());
      graph.node("Reshape", List.of(input, shape), output);
    }
  }

  private static void select(
      OnnxGraph graph,
      Movement.SelectChannels select,
      String input,
      String output,
      Optional<String> zero) {
    List<Integer> channels = select.channels();
    int first = 0;
    while (first < channels.size() && channels.get(first) == Movement.ZERO) {
      first++;
    }
    int last = first;
    while (last < channels.size()
        && channels.get(last) != Movement.ZERO
        && channels.get(last) == channels.get(first) + last - first) {
      last++;
    }
    int end = last;
    while (end < channels.size() && channels.get(end) == Movement.ZERO) {
      end++;
    }
    boolean range = last > first && end == channels.size();
    if (!range) {
      gather(graph, select, input, output, zero);
      return;
    }
    boolean padded = first > 0 || last < channels.size();
    String source = input;
    if (last - first < select.inputs()) {
      int from = channels.get(first);
      source =
          slice(
              graph,
              input,
              padded ? output + ".slice" : output,
              new long[] {from},
              new long[] {from + last - first},
              new long[] {1},
              new long[] {1});
    }
    if (padded) {
      padChannels(graph, source, output, first, channels.size() - last, zero);
    } else if (source.equals(input)) {
      graph.node("Identity", List.of(input), output);
    }
  }

  /** Channel by channel; zeros come from a channel that is added behind the others. */
  private static void gather(
      OnnxGraph graph,
      Movement.SelectChannels select,
      String input,
      String output,
      Optional<String> zero) {
    boolean zeros = select.channels().contains(Movement.ZERO);
    String source = zeros ? padChannels(graph, input, output + ".padded", 0, 1, zero) : input;
    long[] indices =
        select.channels().stream()
            .mapToLong(channel -> channel == Movement.ZERO ? select.inputs() : channel)
            .toArray();
    String names = graph.int64s(output + ".channels", indices);
    graph.node("Gather", List.of(source, names), output, integer("axis", 1));
  }

  /** Only images have channels of zeros, so that the number of axes is known. */
  private static String padChannels(
      OnnxGraph graph, String input, String output, int before, int after, Optional<String> zero) {
    long[] amounts = {0, before, 0, 0, 0, after, 0, 0};
    return pad(graph, input, output, amounts, "constant", zero);
  }

  private static String pad(
      OnnxGraph graph,
      String input,
      String output,
      long[] amounts,
      String mode,
      Optional<String> zero) {
    List<String> inputs = new ArrayList<>(List.of(input, graph.int64s(output + ".pads", amounts)));
    zero.ifPresent(inputs::add);
    return graph.node("Pad", inputs, output, text("mode", mode));
  }

  private static String slice(
      OnnxGraph graph,
      String input,
      String output,
      long[] starts,
      long[] ends,
      long[] axes,
      long[] steps) {
    List<String> inputs =
        List.of(
            input,
            graph.int64s(output + ".starts", starts),
            graph.int64s(output + ".ends", ends),
            graph.int64s(output + ".axes", axes),
            graph.int64s(output + ".steps", steps));
    return graph.node("Slice", inputs, output);
  }
}

package io.paretune.evaluators.onnx.read.call;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.Shape;
import io.paretune.evaluators.onnx.read.file.OnnxImportException;
import io.paretune.evaluators.onnx.read.value.Dims;
import io.paretune.evaluators.onnx.read.value.Draft;
import io.paretune.evaluators.onnx.read.value.Moved;
import io.paretune.evaluators.onnx.read.value.View;
import io.paretune.evaluators.onnx.signature.InputForm;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * A file's input: what the network takes instead, and how the file sees that.
 *
 * @param shape of one example for the network
 * @param batch the batch size that the file is bound to; 0 if it is free
 * @param channelsLast whether the file takes {@code height x width x channels}
 * @param view the input with the file's axes
 * @param form how the network's input is made of the file's
 */
public record FileInput(Shape shape, int batch, boolean channelsLast, View view, InputForm form) {

  private static final int FEW = 4;

  /**
   * The input of a file.
   *
   * @param signals whether the file works on signals: a third axis is then that of time, and the
   *     second that of channels
   */
  public static FileInput of(
      ValueInfoProto input, Optional<Supplier<Shape>> asked, boolean signals) {
    requireFloats(input);
    int element = input.getType().getTensorType().getElemType();
    Optional<Shape> given = isOpen(input) ? asked.map(Supplier::get) : Optional.empty();
    long[] dims = dims(input, given, signals);
    // as the file says it: a length that the data fill in does not tell the order of axes
    boolean last = isChannelsLast(dims);
    given.ifPresent(shape -> fill(dims, shape, last));
    requireFixed(input.getName(), dims);
    int[] sizes = Dims.ints(dims);
    try {
      return switch (sizes.length) {
        case 2 -> plain(sizes[0], Shape.vector(sizes[1]), element);
        case 3 -> withoutAxis(sizes, element, signals);
        default ->
            last
                ? channelsLast(sizes, element)
                : plain(sizes[0], Shape.image(sizes[1], sizes[2], sizes[3]), element);
      };
    } catch (IllegalArgumentException e) {
      throw new OnnxImportException(
          "the input '%s': %s".formatted(input.getName(), e.getMessage()), e);
    }
  }

  private static FileInput plain(int batch, Shape shape, int element) {
    View view = view(shape);
    return new FileInput(shape, batch, false, view, InputForm.of(element));
  }

  private static FileInput channelsLast(int[] sizes, int element) {
    Shape shape = Shape.image(sizes[3], sizes[1], sizes[2]);
    View plain = view(shape);
    View view = plain.moved(Moved.transpose(plain.dims(), new int[] {1, 2, 0}));
    return new FileInput(shape, sizes[0], true, view, InputForm.channelsLast(element));
  }

  /** An image of one channel that has no axis for it, or a signal, which is an image of one row. */
  private static FileInput withoutAxis(int[] sizes, int element, boolean signal) {
    Shape shape = signal ? Shape.image(sizes[1], 1, sizes[2]) : Shape.image(1, sizes[1], sizes[2]);
    View view = view(shape).reshaped(new int[] {sizes[1], sizes[2]});
    return new FileInput(shape, sizes[0], false, view, InputForm.without(signal ? 2 : 1, element));
  }

  private static View view(Shape shape) {
    Draft.requireSize(shape);
    return View.of(Network.INPUT, shape);
  }

  private static boolean isChannelsLast(long[] dims) {
    return dims.length == 4 && dims[3] > 0 && dims[3] <= FEW && (dims[1] > FEW || dims[1] == 0);
  }

  private static void requireFloats(ValueInfoProto input) {
    int element = input.getType().getTensorType().getElemType();
    if (!input.getType().hasTensorType() || (element != 1 && element != 10 && element != 11)) {
      throw new OnnxImportException(
          "the input '%s' must be a tensor of floats; move conversions from bytes out of the model"
              .formatted(input.getName()));
    }
  }

  private static boolean isOpen(ValueInfoProto input) {
    TypeProto.Tensor type = input.getType().getTensorType();
    return !type.hasShape()
        || type.getShape().getDimList().stream().skip(1).anyMatch(axis -> axis.getDimValue() <= 0);
  }

  /**
   * The lengths of the axes as the file says them, 0 for open ones.
   *
   * @param given shape of the data, for a file that does not say how many axes there are
   */
  private static long[] dims(ValueInfoProto input, Optional<Shape> given, boolean signals) {
    String name = input.getName();
    TypeProto.Tensor type = input.getType().getTensorType();
    List<TensorShapeProto.Dimension> axes = type.getShape().getDimList();
    int rank = type.hasShape() ? axes.size() : given.map(FileInput::rank).orElse(0);
    if (rank < 2 || rank > 4) {
      throw new OnnxImportException(
          "the input '%s' must be [batch, channels, height, width], [batch, height, width] or [batch, features], got %d axes; export with a batch axis and a known shape"
              .formatted(name, rank));
    }
    long[] dims = new long[rank];
    for (int a = 0; a < rank && a < axes.size(); a++) {
      dims[a] = Math.max(0, axes.get(a).getDimValue());
    }
    if (rank == 3 && dims[0] > 1 && !signals) {
      throw new OnnxImportException(
          "the input '%s' has no batch axis that could be told from channels, got %d x %d x %d; export with a free batch axis"
              .formatted(name, dims[0], dims[1], dims[2]));
    }
    return dims;
  }

  private static void requireFixed(String name, long[] dims) {
    for (int a = 1; a < dims.length; a++) {
      if (dims[a] == 0) {
        throw new OnnxImportException(
            "axis %d of the input '%s' is open; export with fixed sizes, only the batch may be free"
                .formatted(a, name));
      }
    }
  }

  private static int rank(Shape shape) {
    return shape instanceof Shape.Image ? 4 : 2;
  }

  /** Open axes are as long as the data's; fixed ones stay, and whether they agree shows later. */
  private static void fill(long[] dims, Shape shape, boolean channelsLast) {
    if (shape instanceof Shape.Image image && dims.length == 4) {
      long[] own =
          channelsLast
              ? new long[] {0, image.height(), image.width(), image.channels()}
              : new long[] {0, image.channels(), image.height(), image.width()};
      for (int a = 1; a < 4; a++) {
        dims[a] = dims[a] == 0 ? own[a] : dims[a];
      }
    } else if (dims.length == 2 && dims[1] == 0) {
      dims[1] = shape.elements();
    }
  }

  /** The inputs; old files list their tensors among them, too. */
  static List<ValueInfoProto> inputs(GraphProto graph) {
    Set<String> stored =
        graph.getInitializerList().stream().map(TensorProto::getName).collect(Collectors.toSet());
    return graph.getInputList().stream()
        .filter(value -> !stored.contains(value.getName()))
        .toList();
  }

  /** The input of a file that has but one. */
  public static ValueInfoProto onlyInput(GraphProto graph) {
    List<ValueInfoProto> inputs = inputs(graph);
    if (inputs.size() != 1) {
      throw new OnnxImportException(
          "a network must have one input, of images, signals, vectors or ids of tokens, got %s; export it with that one alone"
              .formatted(FileOutput.names(inputs)));
    }
    return inputs.get(0);
  }
}

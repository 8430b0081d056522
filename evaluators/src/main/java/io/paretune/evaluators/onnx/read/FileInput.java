package io.paretune.evaluators.onnx.read;

import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.Shape;
import io.paretune.evaluators.onnx.signature.InputForm;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A file's input: what the network takes instead, and how the file sees that.
 *
 * @param shape of one example for the network
 * @param batch the batch size that the file is bound to; 0 if it is free
 * @param channelsLast whether the file takes {@code height x width x channels}
 * @param view the input with the file's axes
 * @param form how the network's input is made of the file's
 */
record FileInput(Shape shape, int batch, boolean channelsLast, View view, InputForm form) {

  private static final int FEW = 4;

  /**
   * @param signals whether the file works on signals: a third axis is then that of time, and the
   *     second that of channels
   */
  static FileInput of(ValueInfoProto input, Optional<Supplier<Shape>> asked, boolean signals) {
    String name = input.getName();
    TypeProto.Tensor type = input.getType().getTensorType();
    int element = type.getElemType();
    if (!input.getType().hasTensorType() || (element != 1 && element != 10 && element != 11)) {
      throw new OnnxImportException(
          "the input '%s' must be a tensor of floats; move conversions from bytes out of the model"
              .formatted(name));
    }
    List<TensorShapeProto.Dimension> axes = type.getShape().getDimList();
    boolean open =
        !type.hasShape() || axes.stream().skip(1).anyMatch(axis -> axis.getDimValue() <= 0);
    Optional<Shape> given = open ? asked.map(Supplier::get) : Optional.empty();
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
    boolean last = rank == 4 && dims[3] > 0 && dims[3] <= FEW && (dims[1] > FEW || dims[1] == 0);
    given.ifPresent(shape -> fill(dims, shape, last));
    for (int a = 1; a < rank; a++) {
      if (dims[a] == 0) {
        throw new OnnxImportException(
            "axis %d of the input '%s' is open; export with fixed sizes, only the batch may be free"
                .formatted(a, name));
      }
    }
    int[] sizes = Dims.ints(dims);
    try {
      Shape shape =
          rank == 2
              ? Shape.vector(sizes[1])
              : rank == 3
                  ? signals
                      ? Shape.image(sizes[1], 1, sizes[2])
                      : Shape.image(1, sizes[1], sizes[2])
                  : last
                      ? Shape.image(sizes[3], sizes[1], sizes[2])
                      : Shape.image(sizes[1], sizes[2], sizes[3]);
      Draft.requireSize(shape);
      View plain = View.of(Network.INPUT, shape);
      View view =
          last
              ? plain.moved(Moved.transpose(plain.dims(), new int[] {1, 2, 0}))
              : rank == 3 ? plain.reshaped(new int[] {sizes[1], sizes[2]}) : plain;
      InputForm form =
          last
              ? InputForm.channelsLast(element)
              : rank == 3 ? InputForm.without(signals ? 2 : 1, element) : InputForm.of(element);
      return new FileInput(shape, sizes[0], last, view, form);
    } catch (IllegalArgumentException e) {
      throw new OnnxImportException("the input '%s': %s".formatted(name, e.getMessage()), e);
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
}

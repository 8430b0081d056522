package io.paretune.hardware.runtime;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto.Dimension;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Writes the small ONNX networks of the tests, and the one that measurements are compared with. */
public final class OnnxFiles {
  private static final int FLOAT = 1;
  private static final int INT64 = 7;

  private OnnxFiles() {}

  /**
   * y = 2 x + 1, element by element; a negative size in the shape is left open under the name
   * given.
   */
  public static byte[] affine(String openName, long... shape) {
    return model(
        "affine",
        List.of(node("Mul", "x", "two", "m"), node("Add", "m", "one", "y")),
        List.of(floats("two", new float[] {2}, 1), floats("one", new float[] {1}, 1)),
        value("x", FLOAT, openName, shape),
        value("y", FLOAT, openName, shape));
  }

  /** A network that takes whole numbers. */
  public static byte[] wholeNumbers() {
    return model(
        "whole",
        List.of(node("Add", "x", "x", "y")),
        List.of(),
        value("x", INT64, "", 1, 3),
        value("y", INT64, "", 1, 3));
  }

  /** A well-formed file whose only operator does not exist. */
  public static byte[] unknownOperator() {
    return model(
        "unknown",
        List.of(node("NoSuchOperator", "x", "x", "y")),
        List.of(),
        value("x", FLOAT, "", 1, 3),
        value("y", FLOAT, "", 1, 3));
  }

  /**
   * {@code depth} 3x3 convolutions with ReLU, {@code width} channels at {@code size} x {@code
   * size}.
   */
  public static byte[] convolutions(int depth, int width, int size) {
    // java.util.Random's sequence is fixed by its specification, so the file is the same
    // everywhere.
    Random random = new Random(7);
    java.util.ArrayList<NodeProto> nodes = new java.util.ArrayList<>();
    java.util.ArrayList<TensorProto> weights = new java.util.ArrayList<>();
    String last = "x";
    int in = 16;
    for (int i = 0; i < depth; i++) {
      float[] weight = new float[width * in * 9];
      for (int j = 0; j < weight.length; j++) {
        weight[j] = (random.nextFloat() - 0.5f) * (float) Math.sqrt(12.0 / (in * 9));
      }
      weights.add(floats("w" + i, weight, width, in, 3, 3));
      nodes.add(
          node("Conv", last, "w" + i, "c" + i).toBuilder()
              .addAttribute(ints("pads", 1, 1, 1, 1))
              .addAttribute(ints("kernel_shape", 3, 3))
              .build());
      nodes.add(
          NodeProto.newBuilder().setOpType("Relu").addInput("c" + i).addOutput("r" + i).build());
      last = "r" + i;
      in = width;
    }
    nodes.add(
        NodeProto.newBuilder()
            .setOpType("GlobalAveragePool")
            .addInput(last)
            .addOutput("y")
            .build());
    return model(
        "convolutions",
        nodes,
        weights,
        value("x", FLOAT, "", 1, 16, size, size),
        value("y", FLOAT, "", 1, width, 1, 1));
  }

  /** The embedded reference network: 4 convolutions, 8.3 million multiply-adds. */
  public static byte[] reference() {
    return convolutions(4, 32, 16);
  }

  private static NodeProto node(String type, String left, String right, String out) {
    return NodeProto.newBuilder()
        .setOpType(type)
        .addInput(left)
        .addInput(right)
        .addOutput(out)
        .build();
  }

  private static AttributeProto ints(String name, long... values) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeProto.AttributeType.INTS)
        .addAllInts(Arrays.stream(values).boxed().toList())
        .build();
  }

  private static TensorProto floats(String name, float[] values, long... shape) {
    ByteBuffer bytes =
        ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    return TensorProto.newBuilder()
        .setName(name)
        .setDataType(FLOAT)
        .addAllDims(Arrays.stream(shape).boxed().toList())
        .setRawData(ByteString.copyFrom(bytes))
        .build();
  }

  private static ValueInfoProto value(String name, int type, String openName, long... shape) {
    TensorShapeProto.Builder sizes = TensorShapeProto.newBuilder();
    for (long size : shape) {
      Dimension.Builder dimension = Dimension.newBuilder();
      if (size >= 0) {
        dimension.setDimValue(size);
      } else if (!openName.isEmpty()) {
        dimension.setDimParam(openName);
      }
      sizes.addDim(dimension);
    }
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(
            TypeProto.newBuilder()
                .setTensorType(TypeProto.Tensor.newBuilder().setElemType(type).setShape(sizes)))
        .build();
  }

  private static byte[] model(
      String name,
      List<NodeProto> nodes,
      List<TensorProto> weights,
      ValueInfoProto in,
      ValueInfoProto out) {
    return ModelProto.newBuilder()
        .setIrVersion(8)
        .setProducerName("paretune")
        .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(13))
        .setGraph(
            GraphProto.newBuilder()
                .setName(name)
                .addAllNode(nodes)
                .addAllInitializer(weights)
                .addInput(in)
                .addOutput(out))
        .build()
        .toByteArray();
  }
}

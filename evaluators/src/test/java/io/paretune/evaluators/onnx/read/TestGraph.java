package io.paretune.evaluators.onnx.read;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import ai.onnxruntime.platform.Fp16Conversions;
import com.google.protobuf.ByteString;
import io.paretune.evaluators.onnx.OnnxGraph;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** ONNX models written by hand, with seeded random tensors. Mutable. */
final class TestGraph {

  final GraphProto.Builder graph = GraphProto.newBuilder().setName("test");
  private final int opset;
  private final Random random = new Random(7);
  private int tensors;

  /** A graph with the input {@code x}; an axis of 0 is open. */
  TestGraph(int opset, long... axes) {
    this.opset = opset;
    graph.addInput(value("x", axes));
  }

  static ValueInfoProto value(String name, long... axes) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    for (long axis : axes) {
      shape.addDim(
          axis == 0
              ? TensorShapeProto.Dimension.newBuilder().setDimParam("n")
              : TensorShapeProto.Dimension.newBuilder().setDimValue(axis));
    }
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(
            TypeProto.newBuilder()
                .setTensorType(TypeProto.Tensor.newBuilder().setElemType(1).setShape(shape)))
        .build();
  }

  /** A stored tensor of random values in [-0.5, 0.5), or in [0.5, 1.5). */
  String random(double from, long... dims) {
    int count = 1;
    for (long length : dims) {
      count *= (int) length;
    }
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) (from + random.nextDouble());
    }
    return floats(values, dims);
  }

  /** A stored weight of mean 0 that keeps the size of what it is multiplied with. */
  String weightOf(int inputs, long... dims) {
    int count = (int) Arrays.stream(dims).reduce(1, (a, b) -> a * b);
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) ((2 * random.nextDouble() - 1) * Math.sqrt(4.0 / inputs));
    }
    return floats(values, dims);
  }

  String weight(long... dims) {
    return random(-0.5, dims);
  }

  String floats(float[] values, long... dims) {
    return tensor(floatTensor(values, dims));
  }

  static TensorProto.Builder floatTensor(float[] values, long... dims) {
    TensorProto.Builder tensor = TensorProto.newBuilder().setDataType(1);
    for (long length : dims) {
      tensor.addDims(length);
    }
    for (float value : values) {
      tensor.addFloatData(value);
    }
    return tensor;
  }

  String scalar(float value) {
    return floats(new float[] {value});
  }

  String ints(long... values) {
    TensorProto.Builder tensor = TensorProto.newBuilder().setDataType(7).addDims(values.length);
    for (long value : values) {
      tensor.addInt64Data(value);
    }
    return tensor(tensor);
  }

  String index(long value) {
    return tensor(TensorProto.newBuilder().setDataType(7).addInt64Data(value));
  }

  String tensor(TensorProto.Builder tensor) {
    String name = "t" + tensors++;
    graph.addInitializer(tensor.setName(name));
    return name;
  }

  /** A node with one output, named after its number. */
  String node(String type, List<String> inputs, AttributeProto... attributes) {
    return node(type, inputs, 1, attributes).get(0);
  }

  List<String> node(String type, List<String> inputs, int outputs, AttributeProto... attributes) {
    int number = graph.getNodeCount();
    NodeProto.Builder node =
        NodeProto.newBuilder().setOpType(type).setName(type + "_" + number).addAllInput(inputs);
    for (int i = 0; i < outputs; i++) {
      node.addOutput("v" + number + "." + i);
    }
    node.addAllAttribute(List.of(attributes));
    graph.addNode(node);
    return List.copyOf(node.getOutputList());
  }

  /** Stores all floats so far as 16-bit ones. */
  void halve() {
    for (TensorProto.Builder tensor : graph.getInitializerBuilderList()) {
      if (tensor.getDataType() == 1) {
        List<Float> floats = List.copyOf(tensor.getFloatDataList());
        tensor.setDataType(10).clearFloatData();
        floats.forEach(value -> tensor.addInt32Data(Fp16Conversions.floatToFp16(value) & 0xffff));
      }
    }
  }

  /** Renames the last node. */
  void name(String name) {
    graph.getNodeBuilder(graph.getNodeCount() - 1).setName(name);
  }

  /** The model whose output is this value. */
  byte[] output(String name) {
    graph.addOutput(
        ValueInfoProto.newBuilder()
            .setName(name)
            .setType(
                TypeProto.newBuilder()
                    .setTensorType(TypeProto.Tensor.newBuilder().setElemType(1))));
    return model().toByteArray();
  }

  ModelProto model() {
    ModelProto.Builder model =
        ModelProto.newBuilder()
            .setIrVersion(opset < 9 ? 3 : 8)
            .setProducerName("test")
            .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(opset));
    if (graph.getNodeList().stream().anyMatch(node -> node.getDomain().equals("ai.onnx.ml"))) {
      model.addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("ai.onnx.ml").setVersion(1));
    }
    return model.setGraph(graph).build();
  }

  /** The model that flattens this value. */
  byte[] flat(String name) {
    return output(node("Flatten", List.of(name)));
  }

  static AttributeProto integer(String name, long value) {
    return OnnxGraph.integer(name, value);
  }

  static AttributeProto integers(String name, long... values) {
    return OnnxGraph.integers(name, values);
  }

  static AttributeProto real(String name, double value) {
    return OnnxGraph.real(name, (float) value);
  }

  static AttributeProto text(String name, String value) {
    return OnnxGraph.text(name, value);
  }

  static AttributeProto tensorAttribute(TensorProto.Builder value) {
    return AttributeProto.newBuilder()
        .setName("value")
        .setType(AttributeProto.AttributeType.TENSOR)
        .setT(value)
        .build();
  }

  static ByteString raw(int... bytes) {
    byte[] values = new byte[bytes.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = (byte) bytes[i];
    }
    return ByteString.copyFrom(values);
  }
}

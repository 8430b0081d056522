package io.paretune.evaluators.onnx;

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
import io.paretune.evaluators.network.Movement;
import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.Shape;
import io.paretune.evaluators.network.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * An ONNX graph being written: opset 17, one input named {@code input}, of floats or of the ids of
 * tokens (64-bit integers), with a free batch axis, values and initialisers by name. Mutable, for
 * one thread.
 */
public final class OnnxGraph {

  /** The version of the operators written. */
  public static final int OPSET = 17;

  private static final int IR_VERSION = 8;
  private static final String BATCH = "batch";

  private static final String NAME = "network";

  /** Ids as they come; no node of a network has such a name. */
  private static final String IDS = "#ids";

  private static final String CONTRIBUTED = "com.microsoft";

  private final GraphProto.Builder graph = GraphProto.newBuilder();
  private final Map<String, String> shared = new HashMap<>();
  private final int tokens;
  private boolean contributed;
  private int anonymous;

  /** A graph with an input of this shape and no nodes. */
  public OnnxGraph(String name, Shape input) {
    this(name, input, Network.INPUT);
  }

  private OnnxGraph(String name, Shape input, String called) {
    boolean ids = input instanceof Shape.Ids;
    graph
        .setName(name)
        .addInput(
            value(called, input, ids ? TensorProto.DataType.INT64 : TensorProto.DataType.FLOAT));
    tokens = ids ? input.elements() : 0;
  }

  /**
   * A graph for the nodes of a network. Of texts, the padding behind the longest of a batch is cut
   * off before anything is computed of it: what layers answer does not depend on it.
   */
  public static OnnxGraph of(Network network) {
    if (!cutsPadding(network)) {
      return new OnnxGraph(NAME, network.input());
    }
    OnnxGraph graph = new OnnxGraph(NAME, network.input(), IDS);
    String there = graph.node("Sign", List.of(IDS), graph.anonymous());
    String last =
        graph.node(
            "ArgMax",
            List.of(there),
            graph.anonymous(),
            integer("axis", 1),
            integer("keepdims", 0),
            integer("select_last_index", 1));
    String furthest =
        graph.node("ReduceMax", List.of(last), graph.anonymous(), integer("keepdims", 1));
    String one = graph.int64s(graph.anonymous(), 1);
    String length = graph.node("Add", List.of(furthest, one), graph.anonymous());
    String start = graph.int64s(graph.anonymous(), 0);
    graph.node("Slice", List.of(IDS, start, length, one), Network.INPUT);
    return graph;
  }

  /**
   * Whether padding is cut off: it reads texts, and looks at no single token that may be padding.
   */
  public static boolean cutsPadding(Network network) {
    return network.input() instanceof Shape.Ids
        && network.nodes().stream()
            .noneMatch(node -> node.layer() instanceof Movement.OneToken one && one.index() > 0);
  }

  /** How many tokens the input has ids of; 0 if it holds none. */
  int tokens() {
    return tokens;
  }

  /**
   * A value that several nodes read and one makes.
   *
   * @param what it is
   * @param maker appends what makes it, the first time
   */
  String once(String what, Supplier<String> maker) {
    String made = shared.get(what);
    if (made == null) {
      made = maker.get();
      shared.put(what, made);
    }
    return made;
  }

  /**
   * Appends a node that makes one value.
   *
   * @param operator ONNX operator of the default domain
   * @param inputs names of values and initialisers; an empty name leaves an optional input out
   * @param output name of the value it makes; the node itself has no name, which keeps files small
   * @return {@code output}
   */
  public String node(
      String operator, List<String> inputs, String output, AttributeProto... attributes) {
    node(operator, inputs, List.of(output), attributes);
    return output;
  }

  /** Appends a node that makes several values. */
  public void node(
      String operator, List<String> inputs, List<String> outputs, AttributeProto... attributes) {
    graph.addNode(
        NodeProto.newBuilder()
            .setOpType(operator)
            .addAllInput(inputs)
            .addAllOutput(outputs)
            .addAllAttribute(List.of(attributes)));
  }

  /**
   * Appends a node of ONNX Runtime's own domain, {@code com.microsoft}, which other runtimes need
   * not have.
   *
   * @return {@code output}
   */
  public String contributed(
      String operator, List<String> inputs, String output, AttributeProto... attributes) {
    contributed = true;
    graph.addNode(
        NodeProto.newBuilder()
            .setDomain(CONTRIBUTED)
            .setOpType(operator)
            .addAllInput(inputs)
            .addOutput(output)
            .addAllAttribute(List.of(attributes)));
    return output;
  }

  /**
   * A new short name for a value that nobody looks for by name, such as a scale. No node of a
   * network has such a name. In a small file, names weigh as much as a tenth of the weights.
   */
  public String anonymous() {
    return "#" + ++anonymous;
  }

  /** Adds a float initialiser. */
  public String floats(String name, Tensor tensor) {
    byte[] bytes = new byte[Math.multiplyExact(4, tensor.size())];
    littleEndian(bytes).asFloatBuffer().put(tensor.buffer());
    return initialiser(name, TensorProto.DataType.FLOAT, bytes, tensor.shape());
  }

  /** Adds an initialiser of 16-bit floats, each the nearest (even on a tie) or infinity. */
  public String float16s(String name, Tensor tensor) {
    byte[] bytes = new byte[Math.multiplyExact(2, tensor.size())];
    ByteBuffer buffer = littleEndian(bytes);
    for (int i = 0; i < tensor.size(); i++) {
      buffer.putShort(Fp16Conversions.floatToFp16(tensor.at(i)));
    }
    return initialiser(name, TensorProto.DataType.FLOAT16, bytes, tensor.shape());
  }

  /** Adds an initialiser of unsigned bytes. */
  public String uint8s(String name, byte[] values, int... shape) {
    return initialiser(name, TensorProto.DataType.UINT8, values, shape);
  }

  /** Adds a float scalar. */
  public String scalar(String name, float value) {
    byte[] bytes = new byte[4];
    littleEndian(bytes).putFloat(value);
    return initialiser(name, TensorProto.DataType.FLOAT, bytes, new int[0]);
  }

  /** Adds an initialiser of signed bytes. */
  public String int8s(String name, byte[] values, int... shape) {
    return initialiser(name, TensorProto.DataType.INT8, values, shape);
  }

  /** Adds an unsigned byte scalar, 0 to 255. */
  public String uint8(String name, int value) {
    return initialiser(name, TensorProto.DataType.UINT8, new byte[] {(byte) value}, new int[0]);
  }

  /** Adds an initialiser of 32-bit integers. */
  public String int32s(String name, int[] values, int... shape) {
    byte[] bytes = new byte[Math.multiplyExact(4, values.length)];
    littleEndian(bytes).asIntBuffer().put(values);
    return initialiser(name, TensorProto.DataType.INT32, bytes, shape);
  }

  /** Adds an initialiser of 64-bit integers, one axis. */
  public String int64s(String name, long... values) {
    byte[] bytes = new byte[Math.multiplyExact(8, values.length)];
    littleEndian(bytes).asLongBuffer().put(values);
    return initialiser(name, TensorProto.DataType.INT64, bytes, new int[] {values.length});
  }

  /** Adds a scalar of 64 bits. */
  public String int64(String name, long value) {
    byte[] bytes = new byte[8];
    littleEndian(bytes).putLong(value);
    return initialiser(name, TensorProto.DataType.INT64, bytes, new int[0]);
  }

  private String initialiser(
      String name, TensorProto.DataType type, byte[] littleEndian, int[] shape) {
    TensorProto.Builder tensor =
        TensorProto.newBuilder()
            .setName(name)
            .setDataType(type.getNumber())
            .setRawData(ByteString.copyFrom(littleEndian));
    for (int length : shape) {
      tensor.addDims(length);
    }
    graph.addInitializer(tensor);
    return name;
  }

  /** Makes this value an output of the graph. */
  public OnnxGraph output(String name, Shape shape) {
    graph.addOutput(value(name, shape, TensorProto.DataType.FLOAT));
    return this;
  }

  /**
   * The file's bytes. What leads to no output is left out: a runtime would compute it all the same.
   */
  public byte[] encode() {
    keepNeeded();
    ModelProto.Builder model =
        ModelProto.newBuilder()
            .setIrVersion(IR_VERSION)
            .setProducerName("paretune")
            .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(OPSET));
    if (contributed) {
      model.addOpsetImport(OperatorSetIdProto.newBuilder().setDomain(CONTRIBUTED).setVersion(1));
    }
    return model.setGraph(graph).build().toByteArray();
  }

  private void keepNeeded() {
    Set<String> needed = new HashSet<>();
    graph.getOutputList().forEach(output -> needed.add(output.getName()));
    List<NodeProto> kept = new ArrayList<>();
    for (int i = graph.getNodeCount() - 1; i >= 0; i--) {
      NodeProto node = graph.getNode(i);
      if (node.getOutputList().stream().anyMatch(needed::contains)) {
        needed.addAll(node.getInputList());
        kept.add(node);
      }
    }
    Collections.reverse(kept);
    List<TensorProto> tensors =
        graph.getInitializerList().stream()
            .filter(tensor -> needed.contains(tensor.getName()))
            .toList();
    graph.clearNode().addAllNode(kept).clearInitializer().addAllInitializer(tensors);
  }

  /** An integer attribute. */
  public static AttributeProto integer(String name, long value) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeProto.AttributeType.INT)
        .setI(value)
        .build();
  }

  /** An attribute of several integers. */
  public static AttributeProto integers(String name, long... values) {
    AttributeProto.Builder attribute =
        AttributeProto.newBuilder().setName(name).setType(AttributeProto.AttributeType.INTS);
    for (long value : values) {
      attribute.addInts(value);
    }
    return attribute.build();
  }

  /** A float attribute. */
  public static AttributeProto real(String name, float value) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeProto.AttributeType.FLOAT)
        .setF(value)
        .build();
  }

  /** A text attribute. */
  public static AttributeProto text(String name, String value) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeProto.AttributeType.STRING)
        .setS(ByteString.copyFromUtf8(value))
        .build();
  }

  private static ByteBuffer littleEndian(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static ValueInfoProto value(String name, Shape shape, TensorProto.DataType type) {
    TensorShapeProto.Builder axes = TensorShapeProto.newBuilder();
    axes.addDim(TensorShapeProto.Dimension.newBuilder().setDimParam(BATCH));
    for (int extent : shape.axes()) {
      axes.addDim(TensorShapeProto.Dimension.newBuilder().setDimValue(extent));
    }
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(
            TypeProto.newBuilder()
                .setTensorType(
                    TypeProto.Tensor.newBuilder().setElemType(type.getNumber()).setShape(axes)))
        .build();
  }
}

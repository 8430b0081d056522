package io.paretune.evaluators.onnx.read.value;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import io.paretune.evaluators.onnx.read.file.OnnxImportException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** A node of the file with the values of its inputs: typed access, and refusals that name it. */
public final class Operation {

  private static final String WEIGHT = ".weight";

  private final NodeProto node;
  private final List<Optional<Value>> inputs;
  private final Map<String, AttributeProto> attributes = new HashMap<>();
  private final int opset;
  private final int batch;

  /**
   * @param inputs empty where an optional input is left out
   * @param batch what the batch axis counts as
   */
  public Operation(NodeProto node, List<Optional<Value>> inputs, int opset, int batch) {
    this.node = node;
    this.inputs = List.copyOf(inputs);
    this.opset = opset;
    this.batch = batch;
    node.getAttributeList().forEach(attribute -> attributes.put(attribute.getName(), attribute));
  }

  /**
   * The same operator on images of one row.
   *
   * @param image its first input, with an axis of rows
   */
  public Operation lifted(View image) {
    NodeProto.Builder changed = node.toBuilder().clearAttribute();
    for (AttributeProto attribute : node.getAttributeList()) {
      List<Long> given = attribute.getIntsList();
      changed.addAttribute(
          switch (attribute.getName()) {
            case "kernel_shape", "strides", "dilations" -> lifted(attribute, 1, given, 1);
            case "pads" -> lifted(attribute, 0, given, 2);
            default -> attribute;
          });
    }
    List<Optional<Value>> values = new ArrayList<>(inputs);
    values.set(0, Optional.of(image));
    if (type().equals("Conv") && input(1) instanceof Constant weight && weight.dims().length == 3) {
      int[] dims = weight.dims();
      values.set(1, Optional.of(weight.reshaped(new int[] {dims[0], dims[1], 1, dims[2]})));
    }
    return new Operation(changed.build(), values, opset, batch);
  }

  private AttributeProto lifted(
      AttributeProto attribute, long row, List<Long> given, int expected) {
    if (given.size() != expected) {
      throw refused(
          "%s must hold %d numbers, got %d".formatted(attribute.getName(), expected, given.size()),
          "the file is damaged: export it again");
    }
    AttributeProto.Builder both = attribute.toBuilder().clearInts();
    for (long number : given) {
      both.addInts(row).addInts(number);
    }
    return both.build();
  }

  /**
   * The same operator on images whose rows and columns are swapped back.
   *
   * @param image its first input, as it was
   */
  public Operation swapped(View image) {
    NodeProto.Builder changed = node.toBuilder().clearAttribute();
    for (AttributeProto attribute : node.getAttributeList()) {
      List<Long> given = attribute.getIntsList();
      int[] order =
          switch (attribute.getName()) {
            case "kernel_shape", "strides", "dilations" -> new int[] {1, 0};
            case "pads" -> new int[] {1, 0, 3, 2};
            default -> new int[0];
          };
      AttributeProto.Builder turned = attribute.toBuilder();
      if (order.length > 0 && given.size() == order.length) {
        turned.clearInts();
        for (int place : order) {
          turned.addInts(given.get(place));
        }
      }
      changed.addAttribute(turned);
    }
    List<Optional<Value>> values = new ArrayList<>(inputs);
    values.set(0, Optional.of(image));
    if (type().equals("Conv") && input(1) instanceof Constant kernel && kernel.dims().length == 4) {
      values.set(
          1, Optional.of(kernel.moved(Moved.transpose(kernel.dims(), new int[] {0, 1, 3, 2}))));
    }
    return new Operation(changed.build(), values, opset, batch);
  }

  /** The same operator on another value. */
  public Operation withFirst(Value value) {
    List<Optional<Value>> values = new ArrayList<>(inputs);
    values.set(0, Optional.of(value));
    return new Operation(node, values, opset, batch);
  }

  /** The same operator on what becomes of each value. */
  public Operation mapped(UnaryOperator<Value> values) {
    return new Operation(
        node, inputs.stream().map(value -> value.map(values)).toList(), opset, batch);
  }

  public NodeProto node() {
    return node;
  }

  public String type() {
    return node.getOpType();
  }

  public int opset() {
    return opset;
  }

  public int batch() {
    return batch;
  }

  int inputCount() {
    return inputs.size();
  }

  public boolean has(int input) {
    return input < inputs.size() && inputs.get(input).isPresent();
  }

  /** An input that must be there. */
  public Value input(int index) {
    if (!has(index)) {
      throw refused("input %d is missing".formatted(index), "the file is damaged: export it again");
    }
    return inputs.get(index).orElseThrow();
  }

  /** The values of all inputs that are there. */
  public List<Value> present() {
    return inputs.stream().flatMap(Optional::stream).toList();
  }

  public boolean allConstant() {
    return present().stream().allMatch(Constant.class::isInstance);
  }

  /** An input that the network computes. */
  public View view(int index) {
    if (input(index) instanceof View view) {
      return view;
    }
    throw refused(
        "input '%s' must come from the network, but is a constant".formatted(node.getInput(index)),
        "simplify the model before export");
  }

  /** An input that must be known while reading. */
  public Constant constant(int index) {
    if (input(index) instanceof Constant constant) {
      return constant;
    }
    throw refused(
        "input '%s' must be a constant, but is computed from the model's input"
            .formatted(node.getInput(index)),
        "export with fixed parameters, or let a simplifier fold them");
  }

  public Optional<Constant> constantIfAny(int index) {
    return has(index) ? Optional.of(constant(index)) : Optional.empty();
  }

  public boolean hasAttribute(String name) {
    return attributes.containsKey(name);
  }

  public Optional<AttributeProto> attribute(String name) {
    return Optional.ofNullable(attributes.get(name));
  }

  public long integer(String name, long otherwise) {
    return attribute(name).map(AttributeProto::getI).orElse(otherwise);
  }

  public float real(String name, float otherwise) {
    return attribute(name).map(AttributeProto::getF).orElse(otherwise);
  }

  public String text(String name, String otherwise) {
    return attribute(name).map(a -> a.getS().toStringUtf8()).orElse(otherwise);
  }

  public Optional<long[]> integers(String name) {
    return attribute(name).map(a -> a.getIntsList().stream().mapToLong(Long::longValue).toArray());
  }

  /** How many integers or texts an attribute holds. */
  public int count(String name) {
    return attribute(name).map(a -> a.getIntsCount() + a.getStringsCount()).orElse(0);
  }

  /** No numbers if there is no such attribute. */
  public float[] reals(String name) {
    List<Float> given = attribute(name).map(AttributeProto::getFloatsList).orElse(List.of());
    float[] values = new float[given.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = given.get(i);
    }
    return values;
  }

  /** Integers that are an attribute in old opsets and an input in new ones. */
  public Optional<long[]> integers(String name, int input) {
    Optional<long[]> attribute = integers(name);
    return attribute.isPresent() ? attribute : constantIfAny(input).map(Constant::toIntegers);
  }

  /** How the node is spoken of. */
  public String name() {
    String output = node.getOutputCount() > 0 ? node.getOutput(0) : "";
    return node.getName().isEmpty() ? "-> " + output : node.getName();
  }

  /** What its layer is called: as the node, or as the tensors of a node without a name. */
  public String layerName() {
    String weight = node.getInputCount() > 1 ? node.getInput(1) : "";
    return node.getName().isEmpty() && weight.endsWith(WEIGHT)
        ? weight.substring(0, weight.length() - WEIGHT.length())
        : name();
  }

  /** A refusal that names the node and its inputs. */
  public OnnxImportException refused(String what, String fix) {
    return refused(what, fix, Optional.empty());
  }

  public OnnxImportException refused(String what, String fix, Optional<Throwable> cause) {
    List<String> described = new ArrayList<>();
    for (int i = 0; i < node.getInputCount() && i < 8; i++) {
      described.add(describe(i));
    }
    String message =
        "node '%s' (%s of %s): %s; %s"
            .formatted(name(), type(), String.join(", ", described), what, fix);
    return cause.isPresent()
        ? new OnnxImportException(message, cause.get())
        : new OnnxImportException(message);
  }

  private String describe(int index) {
    String label = "'" + node.getInput(index) + "'";
    if (!has(index)) {
      return label;
    }
    Value value = input(index);
    return value instanceof View
        ? label + " [batch, " + Dims.text(value.dims()).substring(1)
        : label + " constant " + Dims.text(value.dims());
  }
}

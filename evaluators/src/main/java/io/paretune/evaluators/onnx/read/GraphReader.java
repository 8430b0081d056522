package io.paretune.evaluators.onnx.read;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import io.paretune.evaluators.network.Shape;
import io.paretune.evaluators.onnx.read.file.Budget;
import io.paretune.evaluators.onnx.read.file.ExternalData;
import io.paretune.evaluators.onnx.read.file.NodeOrder;
import io.paretune.evaluators.onnx.read.file.OnnxImportException;
import io.paretune.evaluators.onnx.read.pattern.Cubic;
import io.paretune.evaluators.onnx.read.pattern.ErfGate;
import io.paretune.evaluators.onnx.read.pattern.Presence;
import io.paretune.evaluators.onnx.read.pattern.SquareMean;
import io.paretune.evaluators.onnx.read.rule.AttentionRules;
import io.paretune.evaluators.onnx.read.rule.ElementwiseRules;
import io.paretune.evaluators.onnx.read.rule.LayerRules;
import io.paretune.evaluators.onnx.read.rule.LinearModelRules;
import io.paretune.evaluators.onnx.read.rule.MovementRules;
import io.paretune.evaluators.onnx.read.rule.TextRules;
import io.paretune.evaluators.onnx.read.rule.TokenRules;
import io.paretune.evaluators.onnx.read.rule.UpsamplingRules;
import io.paretune.evaluators.onnx.read.value.Constant;
import io.paretune.evaluators.onnx.read.value.Dims;
import io.paretune.evaluators.onnx.read.value.Draft;
import io.paretune.evaluators.onnx.read.value.Elements;
import io.paretune.evaluators.onnx.read.value.Operation;
import io.paretune.evaluators.onnx.read.value.TensorReader;
import io.paretune.evaluators.onnx.read.value.Value;
import io.paretune.evaluators.onnx.read.value.View;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Goes through a graph from its output's needs to its output, node by node. */
final class GraphReader {

  /** What an entry that a branch's names begin with is worth, in values looked at. */
  private static final long COPIED = 64;

  private final Draft draft;
  private final MovementRules movements;
  private final LayerRules layers;
  private final UpsamplingRules upsampling;
  private final ElementwiseRules elements;
  private final LinearModelRules models;
  private final AttentionRules attention;
  private final TokenRules tokens;
  private final TextRules texts;
  private final TensorReader tensors;
  private final int opset;
  private final int batch;
  private final Map<String, NodeProto> origins = new LinkedHashMap<>();
  private final Budget budget = new Budget();

  /**
   * @param batch what the batch axis counts as
   */
  GraphReader(Shape input, int batch, int opset, ExternalData external) {
    this.draft = new Draft(input, budget);
    this.movements = new MovementRules(draft);
    this.layers = new LayerRules(draft);
    this.upsampling = new UpsamplingRules(draft);
    this.elements = new ElementwiseRules(draft);
    this.models = new LinearModelRules(draft);
    this.attention = new AttentionRules(draft, movements);
    this.tokens = new TokenRules(draft);
    this.texts = new TextRules(draft, movements);
    this.tensors = new TensorReader(external, budget);
    this.opset = opset;
    this.batch = batch;
  }

  Draft draft() {
    return draft;
  }

  /** The file's node behind each node of the draft. */
  Map<String, NodeProto> origins() {
    return origins;
  }

  /** The value of an output, given those of the inputs. */
  Value read(GraphProto graph, Map<String, Value> inputs, String output) {
    Map<String, Value> values = new HashMap<>(inputs);
    evaluate(graph, List.of(output), values);
    return require(values, output, "the output");
  }

  private static Value require(Map<String, Value> values, String name, String reader) {
    Value value = values.get(name);
    if (value == null) {
      throw new OnnxImportException(
          "%s reads '%s', which nothing makes; the file is damaged: export it again"
              .formatted(reader, name));
    }
    return value;
  }

  private void evaluate(GraphProto graph, List<String> outputs, Map<String, Value> values) {
    Map<String, TensorProto> stored = stored(graph);
    Set<String> known = new HashSet<>(values.keySet());
    known.addAll(stored.keySet());
    for (NodeProto node : new NodeOrder(graph, known).needed(outputs)) {
      for (String name : NodeOrder.dependencies(node)) {
        TensorProto tensor = stored.get(name);
        if (tensor != null && !values.containsKey(name)) {
          values.put(name, tensors.read(tensor, name));
        }
      }
      evaluate(node, values);
    }
    for (String name : outputs) {
      TensorProto tensor = stored.get(name);
      if (tensor != null) {
        values.put(name, tensors.read(tensor, name));
      }
    }
  }

  private static Map<String, TensorProto> stored(GraphProto graph) {
    if (graph.getSparseInitializerCount() > 0) {
      throw new OnnxImportException(
          "sparse tensors are not supported, got '%s'; store them dense"
              .formatted(graph.getSparseInitializer(0).getValues().getName()));
    }
    Map<String, TensorProto> stored = new HashMap<>();
    for (TensorProto tensor : graph.getInitializerList()) {
      if (stored.put(tensor.getName(), tensor) != null) {
        throw new OnnxImportException(
            "tensor '%s' is stored twice; names must be unique".formatted(tensor.getName()));
      }
    }
    return stored;
  }

  private void evaluate(NodeProto node, Map<String, Value> values) {
    List<Optional<Value>> inputs = new ArrayList<>();
    for (String name : node.getInputList()) {
      inputs.add(
          name.isEmpty()
              ? Optional.empty()
              : Optional.of(
                  require(
                      values, name, "node '%s' (%s)".formatted(node.getName(), node.getOpType()))));
    }
    Operation op = new Operation(node, inputs, opset, batch);
    int before = draft.nodes().size();
    List<Value> outputs;
    try {
      budget.work(steps(op) + (op.type().equals("If") ? COPIED * values.size() : 0));
      outputs = op.type().equals("If") ? branch(op, values) : compute(op);
      for (Value output : outputs) {
        count(op, output);
      }
    } catch (OnnxImportException e) {
      String message = String.valueOf(e.getMessage());
      throw message.startsWith("node '")
          ? e
          : op.refused(message, "simplify the model before export", Optional.of(e));
    } catch (IllegalArgumentException
        | ArithmeticException
        | IndexOutOfBoundsException
        | NegativeArraySizeException e) {
      throw op.refused(String.valueOf(e.getMessage()), "export the model again", Optional.of(e));
    }
    draft.since(before).forEach(name -> origins.put(name, node));
    for (int i = 0; i < node.getOutputCount() && i < outputs.size(); i++) {
      values.put(node.getOutput(i), outputs.get(i));
    }
  }

  /** How many values an operator looks at one by one, apart from weights, which are stored. */
  private static long steps(Operation op) {
    long steps = 0;
    boolean moves = MovementRules.moves(op.type()) || op.allConstant();
    for (Value value : op.present()) {
      boolean rearranged = value instanceof View view && view.sources().isPresent();
      if (moves || rearranged || (ElementwiseRules.broadcasts(op) && value instanceof View)) {
        steps += Dims.product(value.dims());
      }
    }
    return steps;
  }

  private void count(Operation op, Value value) {
    boolean shared = op.type().equals("Constant") || op.present().contains(value);
    if (value instanceof Constant constant) {
      budget.spend(shared ? 0 : constant.size());
    } else if (value instanceof View view) {
      budget.spend(shared ? 0 : view.sources().map(sources -> sources.length).orElse(0));
    } else if (value instanceof Presence presence) {
      budget.spend(shared ? 0 : 3L * presence.token().size());
    }
  }

  private List<Value> compute(Operation op) {
    String domain = op.node().getDomain();
    boolean learned =
        domain.equals("ai.onnx.ml")
            && (op.type().equals("Scaler") || LinearModelRules.knows(op.type()));
    if (!domain.isEmpty() && !domain.equals("ai.onnx") && !learned) {
      throw op.refused(
          "operators of '%s' are not supported".formatted(domain),
          "export with the standard operators only, before any optimisation by a runtime");
    }
    if (op.type().equals("Constant")) {
      return List.of(constant(op));
    }
    Optional<Value> part = part(op);
    if (part.isPresent()) {
      return List.of(part.get());
    }
    Optional<List<Value>> linear = learned ? models.apply(op) : Optional.empty();
    if (linear.isPresent()) {
      return linear.get();
    }
    Optional<List<Value>> moved = movements.apply(op);
    if (moved.isPresent()) {
      return moved.get();
    }
    if (op.allConstant()) {
      Optional<Constant> folded = Elements.fold(op);
      if (folded.isPresent()) {
        return List.of(folded.get());
      }
    } else {
      Optional<View> layer =
          layers.apply(op).or(() -> upsampling.apply(op)).or(() -> elements.apply(op));
      if (layer.isPresent()) {
        return List.of(layer.get());
      }
    }
    throw op.refused("this operator is not supported", Hints.of(op.type()));
  }

  /** What is written out in several operators, or a step towards it. */
  private Optional<Value> part(Operation op) {
    Optional<Value> made =
        ErfGate.apply(op, draft).or(() -> Cubic.apply(op)).or(() -> SquareMean.apply(op, draft));
    if (made.isPresent()) {
      return made;
    }
    if (op.present().stream().anyMatch(SquareMean.class::isInstance)) {
      throw op.refused(
          "a mean of squares that divides nothing has no layer",
          "use local response normalisation as it is");
    }
    if (op.present().stream().anyMatch(v -> v instanceof ErfGate || v instanceof Cubic)) {
      throw op.refused("a part of a Gelu that does not end as one has no layer", Hints.of("Erf"));
    }
    return op.allConstant()
        ? Optional.empty()
        : texts.apply(op).or(() -> attention.apply(op)).or(() -> tokens.apply(op));
  }

  /** Only a condition that is known while reading chooses a branch. */
  private List<Value> branch(Operation op, Map<String, Value> values) {
    boolean chosen = op.constant(0).at(0) != 0;
    AttributeProto attribute =
        op.attribute(chosen ? "then_branch" : "else_branch")
            .orElseThrow(() -> op.refused("a branch is missing", "export the model again"));
    List<String> outputs =
        attribute.getG().getOutputList().stream().map(ValueInfoProto::getName).toList();
    Map<String, Value> inner = new HashMap<>(values);
    evaluate(attribute.getG(), outputs, inner);
    return outputs.stream().map(name -> require(inner, name, "a branch")).toList();
  }

  private Constant constant(Operation op) {
    Optional<AttributeProto> tensor = op.attribute("value");
    if (tensor.isPresent()) {
      return tensors.read(tensor.get().getT(), op.name());
    }
    if (op.hasAttribute("value_float")) {
      return Constant.floats(new int[0], op.real("value_float", 0));
    }
    if (op.hasAttribute("value_int")) {
      return Constant.integers(new int[0], op.integer("value_int", 0));
    }
    if (op.hasAttribute("value_ints")) {
      return Constant.list(op.integers("value_ints").orElse(new long[0]));
    }
    Optional<AttributeProto> floats = op.attribute("value_floats");
    if (floats.isPresent()) {
      float[] values = new float[floats.get().getFloatsCount()];
      for (int i = 0; i < values.length; i++) {
        values[i] = floats.get().getFloats(i);
      }
      return Constant.floats(new int[] {values.length}, values);
    }
    throw op.refused("its value is neither numbers nor a dense tensor", "store it dense");
  }
}

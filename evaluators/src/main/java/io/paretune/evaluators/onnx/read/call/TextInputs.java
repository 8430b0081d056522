package io.paretune.evaluators.onnx.read.call;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.Shape;
import io.paretune.evaluators.onnx.OnnxGraph;
import io.paretune.evaluators.onnx.read.file.Budget;
import io.paretune.evaluators.onnx.read.file.OnnxImportException;
import io.paretune.evaluators.onnx.read.pattern.Filed;
import io.paretune.evaluators.onnx.read.pattern.Presence;
import io.paretune.evaluators.onnx.read.value.Constant;
import io.paretune.evaluators.onnx.read.value.Value;
import io.paretune.evaluators.onnx.read.value.View;
import io.paretune.evaluators.onnx.signature.TextForm;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IntSummaryStatistics;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * The inputs of a file that reads texts, told apart by what it does with them: the ids of tokens,
 * which are looked up in the longest table; which of two texts each belongs to, which is looked up
 * in another; and which tokens are there.
 *
 * @param ids the ids
 * @param vocabulary rows of their table
 * @param kinds of texts, if they are told
 * @param mask which tokens are there, if that is told
 * @param padding the file's id of padding
 */
public record TextInputs(
    ValueInfoProto ids,
    int vocabulary,
    Optional<Kinds> kinds,
    Optional<ValueInfoProto> mask,
    int padding) {

  /** What may be done to ids before they are looked up. */
  static final Set<String> MOVES =
      Set.of("Cast", "Identity", "Slice", "Reshape", "Flatten", "Unsqueeze", "Squeeze");

  /** What copies do to the inputs of text models, which are told apart by their names there. */
  private static final Set<String> ARITHMETIC = Set.of("Mul", "Add", "Div", "Mod");

  private static final Set<Integer> INTEGERS =
      Set.of(TensorProto.DataType.INT32.getNumber(), TensorProto.DataType.INT64.getNumber());

  /**
   * Which of several texts a token belongs to.
   *
   * @param input that tells it
   * @param count rows of its table
   */
  record Kinds(ValueInfoProto input, int count) {}

  /**
   * Finds them.
   *
   * @return empty if the file looks nothing up
   * @throws OnnxImportException if it looks something up, and has inputs of other kinds
   */
  public static Optional<TextInputs> of(GraphProto graph) {
    List<ValueInfoProto> inputs = FileInput.inputs(graph);
    Optional<TextInputs> named = named(graph, inputs);
    if (named.isPresent()) {
      return named;
    }
    List<Kinds> lookedUp =
        inputs.stream()
            .filter(input -> INTEGERS.contains(element(input)))
            .map(input -> new Kinds(input, rows(tables(graph, input.getName(), MOVES))))
            .filter(found -> found.count() > 0)
            .sorted(Comparator.comparing(found -> -found.count()))
            .toList();
    if (lookedUp.isEmpty()) {
      return Optional.empty();
    }
    List<ValueInfoProto> rest = new ArrayList<>(inputs);
    lookedUp.forEach(found -> rest.remove(found.input()));
    if (rest.size() > 1 || lookedUp.size() > 2) {
      throw new OnnxImportException(
          "a network that reads texts must have ids of tokens, perhaps a mask and kinds of tokens as inputs, got %s; export it with these alone"
              .formatted(FileOutput.names(inputs)));
    }
    return Optional.of(
        of(
            graph,
            lookedUp.get(0),
            lookedUp.stream().skip(1).findFirst(),
            rest.stream().findFirst()));
  }

  private static TextInputs of(
      GraphProto graph, Kinds words, Optional<Kinds> kinds, Optional<ValueInfoProto> mask) {
    int padding = Padding.of(graph, words.input().getName());
    return new TextInputs(words.input(), words.count(), kinds, mask, padding);
  }

  /** By the names that Hugging Face's tokenizers give them. */
  private static Optional<TextInputs> named(GraphProto graph, List<ValueInfoProto> inputs) {
    Map<String, ValueInfoProto> byName = new HashMap<>();
    inputs.forEach(input -> byName.put(input.getName(), input));
    Set<String> all = new HashSet<>(MOVES);
    all.addAll(ARITHMETIC);
    ValueInfoProto ids = byName.remove("input_ids");
    ValueInfoProto kinds = byName.remove("token_type_ids");
    ValueInfoProto mask = byName.remove("attention_mask");
    if (ids == null || !INTEGERS.contains(element(ids)) || !byName.isEmpty()) {
      return Optional.empty();
    }
    IntSummaryStatistics rows = tables(graph, ids.getName(), all);
    IntSummaryStatistics ofKinds =
        kinds == null ? new IntSummaryStatistics() : tables(graph, kinds.getName(), all);
    return rows.getCount() == 0
        ? Optional.empty()
        : Optional.of(
            of(
                graph,
                new Kinds(ids, rows.getMax()),
                Optional.ofNullable(kinds)
                    .filter(input -> ofKinds.getCount() > 0)
                    .map(input -> new Kinds(input, ofKinds.getMin())),
                Optional.ofNullable(mask)));
  }

  private static int rows(IntSummaryStatistics tables) {
    return tables.getCount() == 0 ? 0 : tables.getMax();
  }

  private static int element(ValueInfoProto input) {
    return input.getType().getTensorType().getElemType();
  }

  /** Rows of the tables that an input's values are looked up in. */
  private static IntSummaryStatistics tables(GraphProto graph, String input, Set<String> steps) {
    Map<String, TensorProto> stored = new HashMap<>();
    graph.getInitializerList().forEach(tensor -> stored.put(tensor.getName(), tensor));
    Set<String> moved = new HashSet<>(Set.of(input));
    IntSummaryStatistics rows = new IntSummaryStatistics();
    for (NodeProto node : graph.getNodeList()) {
      if (steps.contains(node.getOpType())
          && node.getInputList().stream().limit(2).anyMatch(moved::contains)) {
        moved.addAll(node.getOutputList());
      }
      boolean looksUp =
          node.getOpType().equals("Gather")
              && node.getInputCount() == 2
              && moved.contains(node.getInput(1));
      TensorProto table = looksUp ? stored.get(node.getInput(0)) : null;
      if (table != null && table.getDimsCount() == 1) {
        // another order of ids, as copies have it
        moved.addAll(node.getOutputList());
      }
      if (table != null && table.getDimsCount() == 2) {
        rows.accept((int) Math.min(Integer.MAX_VALUE, table.getDims(0)));
      }
    }
    return rows;
  }

  /** What the network takes in their place: ids, whose padding says what the mask does. */
  public FileInput place(Optional<Supplier<Shape>> asked) {
    TensorShapeProto axes = ids.getType().getTensorType().getShape();
    if (axes.getDimCount() != 2) {
      throw new OnnxImportException(
          "the input '%s' must be [batch, tokens], got %d axes; export it so"
              .formatted(ids.getName(), axes.getDimCount()));
    }
    int batch = (int) Math.min(Budget.LARGEST, Math.max(0, axes.getDim(0).getDimValue()));
    long tokens = tokens(axes, asked);
    if (Math.max(1L, batch) * tokens > Constant.LARGEST_COMPUTED) {
      throw new OnnxImportException(
          "the input '%s' must have at most %d ids, got %d texts of %d; export it with a free batch axis"
              .formatted(ids.getName(), Constant.LARGEST_COMPUTED, batch, tokens));
    }
    try {
      Shape shape = new Shape.Ids((int) tokens, vocabulary, kinds.map(Kinds::count).orElse(1));
      return new FileInput(
          shape,
          batch,
          false,
          View.of(Network.INPUT, shape),
          new TextForm(
              ids.getName(),
              element(ids),
              mask.map(ValueInfoProto::getName),
              kinds.map(found -> found.input().getName()),
              new TextForm.Words(vocabulary, padding)));
    } catch (IllegalArgumentException e) {
      throw new OnnxImportException(
          "the input '%s': %s".formatted(ids.getName(), e.getMessage()), e);
    }
  }

  /** How many tokens a text has, as the file says it or as it is asked for. */
  private long tokens(TensorShapeProto axes, Optional<Supplier<Shape>> asked) {
    long declared = axes.getDim(1).getDimValue();
    long tokens =
        declared > 0 ? declared : asked.map(given -> (long) given.get().elements()).orElse(0L);
    if (tokens < 1 || tokens > Budget.LARGEST) {
      throw new OnnxImportException(
          "the input '%s' leaves open how many tokens a text has; give texts with it (--data), or export it with a fixed length"
              .formatted(ids.getName()));
    }
    return tokens;
  }

  /**
   * The most tokens that there are places for: the shortest list of integers, such as numbers of
   * places or kinds of tokens, that stands for all texts. Where places are counted behind
   * padding's, they begin there.
   */
  public int longest(GraphProto graph) {
    Stream<TensorProto> constants =
        graph.getNodeList().stream()
            .filter(node -> node.getOpType().equals("Constant"))
            .flatMap(node -> node.getAttributeList().stream())
            .filter(AttributeProto::hasT)
            .map(AttributeProto::getT);
    int shortest =
        Stream.concat(graph.getInitializerList().stream(), constants)
            .filter(
                tensor ->
                    tensor.getDataType() == TensorProto.DataType.INT64.getNumber()
                        && tensor.getDimsCount() == 2
                        && tensor.getDims(0) == 1
                        && tensor.getDims(1) > 1)
            .mapToInt(tensor -> (int) Math.min(Integer.MAX_VALUE, tensor.getDims(1)))
            .min()
            .orElse(Integer.MAX_VALUE);
    return Math.max(1, padding == Shape.Ids.PADDING ? shortest : shortest - padding - 1);
  }

  /** Whether the network's ids are all that there is. */
  public boolean idsAlone() {
    return mask.isEmpty() && kinds.isEmpty() && padding == Shape.Ids.PADDING;
  }

  /**
   * A file that takes the network's ids alone, and makes the rest of them: its own ids, a mask, and
   * tokens of the first kind.
   */
  public ModelProto alone(ModelProto model) {
    GraphProto graph = model.getGraph();
    GraphProto.Builder alone = graph.toBuilder().clearNode();
    addRest(alone);
    if (padding == Shape.Ids.PADDING) {
      alone.addAllNode(graph.getNodeList());
    } else {
      addOwn(alone, graph);
    }
    List<ValueInfoProto> others = new ArrayList<>(graph.getInputList());
    mask.ifPresent(others::remove);
    kinds.ifPresent(of -> others.remove(of.input()));
    return model.toBuilder().setGraph(alone.clearInput().addAllInput(others)).build();
  }

  /** The mask, and kinds that are all the first. */
  private void addRest(GraphProto.Builder alone) {
    String there = ids.getName() + "#there";
    alone.addNode(node("Sign", there, ids.getName()));
    mask.ifPresent(input -> alone.addNode(cast(input, there)));
    kinds.ifPresent(
        of ->
            alone
                .addNode(node("Sub", there + "#none", there, there))
                .addNode(cast(of.input(), there + "#none")));
  }

  private static NodeProto.Builder cast(ValueInfoProto to, String from) {
    return node("Cast", to.getName(), from).addAttribute(OnnxGraph.integer("to", element(to)));
  }

  /** The nodes, which read ids as the file numbers them. */
  private void addOwn(GraphProto.Builder alone, GraphProto graph) {
    String given = ids.getName();
    String own = given + "#own";
    alone
        .addInitializer(TextForm.order(own + "#order", new TextForm.Words(vocabulary, padding)))
        .addNode(node("Gather", own + "#long", own + "#order", given))
        .addNode(
            node("Cast", own, own + "#long").addAttribute(OnnxGraph.integer("to", element(ids))));
    for (NodeProto node : graph.getNodeList()) {
      NodeProto.Builder reading = node.toBuilder();
      for (int i = 0; i < node.getInputCount(); i++) {
        reading.setInput(i, node.getInput(i).equals(given) ? own : node.getInput(i));
      }
      alone.addNode(reading);
    }
  }

  private static NodeProto.Builder node(String operator, String output, String... inputs) {
    return NodeProto.newBuilder()
        .setOpType(operator)
        .addAllInput(List.of(inputs))
        .addOutput(output);
  }

  /** What the file's inputs stand for. */
  public Map<String, Value> values(FileInput place) {
    int tokens = place.shape().elements();
    Map<String, Value> values = new HashMap<>();
    values.put(
        ids.getName(),
        padding == Shape.Ids.PADDING ? place.view() : new Filed(place.view(), padding));
    mask.ifPresent(
        input ->
            values.put(input.getName(), Presence.of(Math.max(1, place.batch()), tokens, 1, 0)));
    kinds.ifPresent(
        of ->
            values.put(
                of.input().getName(), View.of(Network.INPUT, Shape.ids(tokens, of.count()))));
    return values;
  }
}

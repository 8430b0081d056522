package io.paretune.evaluators.onnx.read;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.Shape;
import io.paretune.evaluators.onnx.signature.InputForm;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * The inputs of a file that reads texts, told apart by what it does with them: the ids of tokens,
 * which are looked up in the longest table; which of two texts each belongs to, which is looked up
 * in another; and which tokens are there.
 *
 * @param ids the ids
 * @param vocabulary rows of their table
 * @param kinds of texts, if they are told
 * @param mask which tokens are there, if that is told
 */
record TextInputs(
    ValueInfoProto ids, int vocabulary, Optional<Kinds> kinds, Optional<ValueInfoProto> mask) {

  /** What may be done to ids before they are looked up. */
  private static final Set<String> MOVES =
      Set.of("Cast", "Identity", "Slice", "Reshape", "Flatten", "Unsqueeze", "Squeeze", "Mul");

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
  static Optional<TextInputs> of(GraphProto graph) {
    List<ValueInfoProto> inputs = OnnxImport.inputs(graph);
    List<Kinds> lookedUp =
        inputs.stream()
            .filter(input -> INTEGERS.contains(element(input)))
            .map(input -> new Kinds(input, rows(graph, input.getName())))
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
          "a text classifier must have ids of tokens, perhaps a mask and kinds of tokens as inputs, got %s"
              .formatted(FileOutput.names(inputs)));
    }
    return Optional.of(
        new TextInputs(
            lookedUp.get(0).input(),
            lookedUp.get(0).count(),
            lookedUp.stream().skip(1).findFirst(),
            rest.stream().findFirst()));
  }

  private static int element(ValueInfoProto input) {
    return input.getType().getTensorType().getElemType();
  }

  /** Rows of the longest table that an input's values are looked up in; 0 if in none. */
  private static int rows(GraphProto graph, String input) {
    Map<String, TensorProto> stored = new HashMap<>();
    graph.getInitializerList().forEach(tensor -> stored.put(tensor.getName(), tensor));
    Set<String> moved = new HashSet<>(Set.of(input));
    long rows = 0;
    for (NodeProto node : graph.getNodeList()) {
      boolean moves = MOVES.contains(node.getOpType());
      if (moves && node.getInputList().stream().anyMatch(moved::contains)) {
        moved.addAll(node.getOutputList());
      }
      boolean looksUp =
          node.getOpType().equals("Gather")
              && node.getInputCount() == 2
              && moved.contains(node.getInput(1));
      TensorProto table = looksUp ? stored.get(node.getInput(0)) : null;
      if (table != null && table.getDimsCount() == 2) {
        rows = Math.max(rows, table.getDims(0));
      }
    }
    return (int) Math.min(rows, Integer.MAX_VALUE);
  }

  /** What the network takes in their place: ids, whose padding says what the mask does. */
  FileInput place(Optional<Supplier<Shape>> asked) {
    TensorShapeProto axes = ids.getType().getTensorType().getShape();
    if (axes.getDimCount() != 2) {
      throw new OnnxImportException(
          "the input '%s' must be [batch, tokens], got %d axes; export it so"
              .formatted(ids.getName(), axes.getDimCount()));
    }
    long declared = axes.getDim(1).getDimValue();
    long tokens =
        declared > 0 ? declared : asked.map(given -> (long) given.get().elements()).orElse(0L);
    if (tokens < 1 || tokens > Budget.LARGEST) {
      throw new OnnxImportException(
          "the input '%s' leaves open how many tokens a text has; give texts with it (--data), or export it with a fixed length"
              .formatted(ids.getName()));
    }
    int all = Math.toIntExact((long) vocabulary * kinds.map(Kinds::count).orElse(1));
    try {
      Shape shape = Shape.ids((int) tokens, all);
      return new FileInput(
          shape,
          (int) Math.max(0, axes.getDim(0).getDimValue()),
          false,
          View.of(Network.INPUT, shape),
          InputForm.ids(element(ids)));
    } catch (IllegalArgumentException e) {
      throw new OnnxImportException(
          "the input '%s': %s".formatted(ids.getName(), e.getMessage()), e);
    }
  }

  /** What the file's inputs stand for. */
  Map<String, Value> values(FileInput place) {
    int tokens = place.shape().elements();
    Map<String, Value> values = new HashMap<>();
    values.put(ids.getName(), place.view());
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

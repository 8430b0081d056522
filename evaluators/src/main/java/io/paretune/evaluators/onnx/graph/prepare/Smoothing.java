package io.paretune.evaluators.onnx.graph.prepare;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import io.paretune.evaluators.onnx.graph.call.ActivationStatistics;
import io.paretune.evaluators.onnx.graph.draft.GraphDraft;
import io.paretune.evaluators.onnx.graph.draft.Nodes;
import io.paretune.evaluators.onnx.graph.draft.StoredFloats;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntToDoubleFunction;
import java.util.stream.Stream;

/**
 * Makes channels of activations alike that products read behind a normalisation: a few large ones
 * would leave the others few of the 256 steps. Channel j of the activations is divided by {@code
 * s_j = sqrt(max|x_j| / max|w_j|)}, which goes into the normalisation's factors, and its weights
 * are multiplied by it: Xiao et al. 2023, "SmoothQuant" (arXiv:2211.10438), equation 4 with a
 * migration strength of a half. The graph answers as before.
 */
public final class Smoothing {

  /** Movements that leave the last axis where it is. */
  private static final Set<String> PASSING = Set.of("Identity", "Transpose");

  /** Scales beyond it or its inverse are those of channels that say nothing. */
  private static final double SMALLEST = 1e-5;

  private final GraphDraft draft;
  private final ActivationStatistics statistics;

  /** Products by the value that they read, through what only moves it. */
  private final Map<String, List<Integer>> products = new LinkedHashMap<>();

  /** What is read instead, by node and place. */
  private final Map<Integer, Map<Integer, String>> changed = new HashMap<>();

  private Smoothing(GraphDraft draft, ActivationStatistics statistics) {
    this.draft = draft;
    this.statistics = statistics;
  }

  /**
   * The smoothed graph.
   *
   * @param statistics of what products read
   * @return empty if no normalisation is read by products alone
   */
  public static Optional<ModelProto> of(ModelProto model, ActivationStatistics statistics) {
    Smoothing smoothing = new Smoothing(GraphDraft.of(model), statistics);
    smoothing.collect();
    smoothing.products.forEach(smoothing::smooth);
    return smoothing.changed.isEmpty() ? Optional.empty() : Optional.of(smoothing.built());
  }

  private void collect() {
    for (int n = 0; n < draft.nodes().size(); n++) {
      NodeProto node = draft.nodes().get(n);
      if (isProduct(node)) {
        products.computeIfAbsent(source(node.getInput(0)), key -> new ArrayList<>()).add(n);
      }
    }
  }

  private boolean isProduct(NodeProto node) {
    boolean product =
        GraphDraft.is(node, "MatMul")
            || (GraphDraft.is(node, "Gemm") && Nodes.number(node, "transA", 0) == 0);
    return product
        && draft
            .stored(node, 1)
            .filter(weights -> weights.getDimsCount() == 2 && StoredFloats.sound(weights))
            .isPresent();
  }

  /** The value that is only moved on the way to this one. */
  private String source(String value) {
    Optional<NodeProto> node = draft.producer(value).map(draft.nodes()::get);
    return node.filter(Smoothing::passes).map(moved -> source(moved.getInput(0))).orElse(value);
  }

  private static boolean passes(NodeProto node) {
    if (!GraphDraft.isStandard(node.getDomain()) || !PASSING.contains(node.getOpType())) {
      return false;
    }
    List<Long> order =
        Nodes.attribute(node, "perm").map(AttributeProto::getIntsList).orElse(List.of());
    return node.getOpType().equals("Identity")
        || (!order.isEmpty() && order.get(order.size() - 1) == order.size() - 1);
  }

  /** A place of a node that reads stored floats. */
  private record Place(int node, int input) {}

  private void smooth(String value, List<Integer> readers) {
    List<Place> factors = draft.producer(value).map(this::factors).orElse(List.of());
    double[] largest = statistics.channelLargest(draft.nodes().get(readers.get(0)).getInput(0));
    boolean fits =
        !factors.isEmpty()
            && readByProductsAlone(value, readers)
            && factors.stream().allMatch(place -> isRow(place, largest.length))
            && readers.stream().allMatch(reader -> inputs(reader) == largest.length);
    if (!fits) {
      return;
    }
    double[] by = scales(largest, readers);
    factors.forEach(place -> change(place, i -> 1 / by[i]));
    for (int reader : readers) {
      int columns = (int) weights(reader).getDims(1);
      boolean turned = turned(reader);
      change(new Place(reader, 1), i -> by[turned ? i % columns : i / columns]);
    }
  }

  private TensorProto weights(int product) {
    return draft.stored(draft.nodes().get(product), 1).orElseThrow();
  }

  /** Whether a product's weights lie as outputs x inputs. */
  private boolean turned(int product) {
    return Nodes.number(draft.nodes().get(product), "transB", 0) != 0;
  }

  private long inputs(int product) {
    return weights(product).getDims(turned(product) ? 1 : 0);
  }

  private boolean isRow(Place place, int length) {
    return draft
        .stored(draft.nodes().get(place.node()), place.input())
        .filter(row -> row.getDimsCount() == 1 && row.getDims(0) == length)
        .filter(StoredFloats::sound)
        .isPresent();
  }

  /** Where {@code x * gamma + beta}, or a node that does that, reads gamma and beta; or nothing. */
  private List<Place> factors(int number) {
    NodeProto node = draft.nodes().get(number);
    if (GraphDraft.is(node, "LayerNormalization")) {
      return Nodes.has(node, 2)
          ? List.of(new Place(number, 1), new Place(number, 2))
          : List.of(new Place(number, 1));
    }
    Optional<Place> beta = storedBy(number, "Add");
    Optional<Integer> scaling =
        beta.map(place -> node.getInput(1 - place.input()))
            .filter(scaled -> draft.readers(scaled).size() == 1 && !draft.isOutput(scaled))
            .flatMap(draft::producer);
    Optional<Place> gamma = scaling.flatMap(factor -> storedBy(factor, "Mul"));
    return gamma.isPresent() ? List.of(gamma.get(), beta.orElseThrow()) : List.of();
  }

  /** The place of the one stored operand of a node of this type. */
  private Optional<Place> storedBy(int number, String type) {
    NodeProto node = draft.nodes().get(number);
    return GraphDraft.is(node, type)
        ? Stream.of(0, 1)
            .filter(input -> draft.stored(node, input).isPresent())
            .map(input -> new Place(number, input))
            .findFirst()
        : Optional.empty();
  }

  private boolean readByProductsAlone(String value, List<Integer> products) {
    return !draft.isOutput(value)
        && draft.readers(value).stream()
            .allMatch(
                reader -> {
                  NodeProto node = draft.nodes().get(reader);
                  return products.contains(reader)
                      ? node.getInput(0).equals(value)
                      : passes(node) && readByProductsAlone(node.getOutput(0), products);
                });
  }

  private double[] scales(double[] largest, List<Integer> readers) {
    double[] weight = new double[largest.length];
    for (int reader : readers) {
      float[] values = StoredFloats.of(weights(reader));
      int columns = (int) weights(reader).getDims(1);
      boolean turned = turned(reader);
      for (int i = 0; i < values.length; i++) {
        int channel = turned ? i % columns : i / columns;
        weight[channel] = Math.max(weight[channel], Math.abs(values[i]));
      }
    }
    double[] by = new double[largest.length];
    for (int c = 0; c < by.length; c++) {
      double scale = Math.sqrt(largest[c] / weight[c]);
      by[c] = scale > SMALLEST && scale < 1 / SMALLEST ? scale : 1;
    }
    return by;
  }

  private void change(Place place, IntToDoubleFunction factor) {
    TensorProto tensor = draft.stored(draft.nodes().get(place.node()), place.input()).orElseThrow();
    float[] values = StoredFloats.of(tensor);
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (values[i] * factor.applyAsDouble(i));
    }
    String name =
        draft.store(
            StoredFloats.floats(
                draft.fresh(tensor.getName() + ".smooth"), values, tensor.getDimsList()));
    changed.computeIfAbsent(place.node(), key -> new HashMap<>()).put(place.input(), name);
  }

  private ModelProto built() {
    for (int n = 0; n < draft.nodes().size(); n++) {
      NodeProto node = draft.nodes().get(n);
      for (Map.Entry<Integer, String> place : changed.getOrDefault(n, Map.of()).entrySet()) {
        node = Nodes.reading(node, place.getKey(), place.getValue());
      }
      draft.write(node);
    }
    return draft.built();
  }
}

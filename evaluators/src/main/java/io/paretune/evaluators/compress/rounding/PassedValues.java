package io.paretune.evaluators.compress.rounding;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import io.paretune.evaluators.network.Movement;
import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.Node;
import io.paretune.evaluators.network.Shape.Ids;
import io.paretune.evaluators.network.Tensor;
import io.paretune.evaluators.network.TensorSpec.Role;
import io.paretune.evaluators.network.WeightedNetwork;
import io.paretune.evaluators.task.loss.Scalars;
import io.paretune.evaluators.train.forward.Forward;
import io.paretune.evaluators.train.forward.ForwardTransform;
import io.paretune.evaluators.train.forward.Inference;
import io.paretune.evaluators.train.forward.StepGate;
import io.paretune.evaluators.train.forward.WeightArrays;
import io.paretune.evaluators.train.forward.WeightTransform;
import io.paretune.evaluators.train.forward.operator.TokenOperators;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What examples have become on their way through a network, unit by unit: in floats, and with the
 * weights behind them rounded. Its arrays end with the manager.
 */
final class PassedValues {

  /** Examples that are passed at once. */
  private static final int CHUNK = 64;

  /** Of values that are held for all examples. */
  private static final long MOST_BYTES = 2L << 30;

  /** Values of two places, in floats and with rounded weights. */
  private static final int HELD = 4;

  /** Mean square of values that say nothing: dividing by it would leave the range of floats. */
  private static final double SILENT = 1e-20;

  private final Network network;
  private final NDManager manager;
  private final StepGate gate;
  private final int count;
  private final Map<String, NDArray> exactWeights;
  private final Map<String, NDArray> roundedWeights;
  private final NDArray input;
  private NDArray exact;
  private NDArray rounded;
  private @Nullable NDArray target;
  private double scale;

  PassedValues(WeightedNetwork model, float[][] examples, NDManager manager, StepGate gate) {
    this.network = model.network();
    this.manager = manager;
    this.gate = gate;
    this.count = examples.length;
    this.exactWeights = new WeightArrays(network, model.weights(), manager).arrays();
    this.roundedWeights = new HashMap<>(exactWeights);
    this.input = input(examples);
    this.exact = input;
    this.rounded = input;
  }

  /** The examples as one array; of texts without the padding behind the longest. */
  private NDArray input(float[][] examples) {
    boolean texts = network.input() instanceof Ids;
    int length = texts ? longest(examples) : network.input().elements();
    float[] flat = new float[Math.multiplyExact(count, length)];
    for (int i = 0; i < count; i++) {
      System.arraycopy(examples[i], 0, flat, i * length, length);
    }
    Shape shape = texts ? new Shape(count, length) : Inference.batchShape(network, count);
    return manager.create(flat, shape);
  }

  private int longest(float[][] texts) {
    int longest = Math.min(named(), network.input().elements());
    for (float[] ids : texts) {
      for (int i = longest; i < ids.length; i++) {
        longest = ids[i] == Ids.PADDING ? longest : i + 1;
      }
    }
    return longest;
  }

  /** How many tokens are there that a layer takes by their place; at least 1. */
  private int named() {
    return network.nodes().stream()
        .mapToInt(node -> node.layer() instanceof Movement.OneToken one ? one.index() + 1 : 1)
        .max()
        .orElse(1);
  }

  /** How many examples' values may be held in memory; enough for a step's batch in any case. */
  static int most(Network network, int batch) {
    long widest =
        network.nodes().stream()
            .mapToLong(node -> network.shapeOf(node.name()).elements())
            .max()
            .orElse(1);
    long bytes = Float.BYTES * (HELD * widest + network.input().elements());
    return (int) Math.max(batch, MOST_BYTES / bytes);
  }

  NDManager manager() {
    return manager;
  }

  /** How many examples. */
  int count() {
    return count;
  }

  /**
   * Goes on to a unit: its value in floats is what to come near to.
   *
   * @return whether it says anything: false where the value is 0 on all examples
   * @throws IllegalArgumentException if it is not finite
   */
  boolean enter(RoundingUnit unit) {
    NDArray value = passed(unit, exact, exactWeights);
    target = value;
    double square = 0;
    for (int from = 0; from < count; from += CHUNK) {
      int to = Math.min(count, from + CHUNK);
      try (NDManager brief = manager.newSubManager()) {
        NDArray seen = present(view(value, from, to, brief), from, to, brief);
        square += (double) seen.square().mean().getFloat() * (to - from) / count;
      }
    }
    if (!Double.isFinite(square)) {
      throw new IllegalArgumentException(
          "values of '%s' must be finite to round by them, got a mean square of %s; train at a lower rate"
              .formatted(unit.last().name(), square));
    }
    // all places of an output's plane count as one
    scale = channels(value.getShape()) / Math.max(square, SILENT);
    return square > SILENT;
  }

  /** Values of tokens; 0 where padding is, whose values no answer depends on. */
  private NDArray present(NDArray value, int from, int to, NDManager owner) {
    boolean tokens = value.getShape().dimension() == 3;
    if (!tokens || !(network.input() instanceof Ids)) {
      return value;
    }
    NDArray ids = view(input, from, to, owner);
    return value.mul(TokenOperators.present(ids, value.getShape().get(1)));
  }

  private static double channels(Shape value) {
    return value.dimension() == 3 ? value.get(2) : value.get(1);
  }

  /** Weights are these from now on. */
  void round(Map<String, Tensor> decided) {
    decided.forEach(
        (name, tensor) -> {
          Shape shape = Objects.requireNonNull(exactWeights.get(name)).getShape();
          roundedWeights.put(name, manager.create(tensor.toArray(), shape));
        });
  }

  /** Has all examples pass a unit. */
  void leave(RoundingUnit unit) {
    NDArray before = rounded;
    rounded = passed(unit, rounded, roundedWeights);
    for (NDArray old : Arrays.asList(before, exact)) {
      if (old != input) {
        old.close();
      }
    }
    exact = Objects.requireNonNull(target);
  }

  private NDArray passed(RoundingUnit unit, NDArray entering, Map<String, NDArray> weights) {
    NDArray[] all = new NDArray[1];
    for (int from = 0; from < count; from += CHUNK) {
      int start = from;
      int end = Math.min(count, from + CHUNK);
      gate.run(
          () -> {
            try (NDManager brief = manager.newSubManager()) {
              NDArray value =
                  value(
                      unit,
                      view(entering, start, end, brief),
                      view(input, start, end, brief),
                      WeightArrays.views(weights, brief),
                      WeightTransform.identity());
              if (start == 0) {
                long[] shape = value.getShape().getShape().clone();
                shape[0] = count;
                all[0] = manager.create(new Shape(shape));
              }
              all[0].set(new NDIndex().addSliceDim(start, end), value);
            }
          });
    }
    return all[0];
  }

  private NDArray value(
      RoundingUnit unit,
      NDArray entering,
      NDArray examples,
      Map<String, NDArray> weights,
      ForwardTransform transform) {
    return Objects.requireNonNull(
        values(unit.before(), unit.nodes(), entering, examples, weights, transform)
            .get(unit.last().name()));
  }

  private Map<String, NDArray> values(
      String before,
      List<Node> nodes,
      NDArray entering,
      NDArray examples,
      Map<String, NDArray> weights,
      ForwardTransform transform) {
    Map<String, NDArray> known = new HashMap<>();
    known.put(Network.INPUT, examples);
    known.put(before, entering);
    return Forward.part(network, weights, nodes, known, transform);
  }

  /**
   * How far some examples' values are from those in floats, where a unit is rounded softly: squared
   * errors, added up over channels, the mean over the rest.
   *
   * @param step owns the result
   */
  NDArray error(
      RoundingUnit unit,
      SoftRounding soft,
      Map<String, NDArray> leaves,
      int from,
      int to,
      NDManager step) {
    Map<String, NDArray> arrays = new HashMap<>(WeightArrays.views(roundedWeights, step));
    arrays.putAll(WeightArrays.views(soft.fixed(), step));
    arrays.putAll(leaves);
    NDArray value =
        value(unit, view(rounded, from, to, step), view(input, from, to, step), arrays, soft);
    NDArray wanted = view(Objects.requireNonNull(target), from, to, step);
    NDArray error = present(value.sub(wanted), from, to, step);
    return Scalars.times(error.square().mean(), scale);
  }

  /**
   * How far a node's value is from that in floats under several weights of its own, given what
   * nodes before have become.
   *
   * @param tried weights of the node
   * @return squared errors of its channels, {@code [tried][channels]}, added up over all else
   */
  double[][] errors(RoundingUnit unit, Node node, List<Tensor> tried) {
    double[][] errors = new double[tried.size()][];
    for (int from = 0; from < count; from += CHUNK) {
      int start = from;
      int end = Math.min(count, from + CHUNK);
      gate.run(() -> addErrors(unit, node, tried, start, end, errors));
    }
    return errors;
  }

  private void addErrors(
      RoundingUnit unit, Node node, List<Tensor> tried, int from, int to, double[][] errors) {
    List<Node> before = unit.nodes().subList(0, unit.nodes().indexOf(node));
    RoundingUnit part = new RoundingUnit(append(before, node), unit.before());
    try (NDManager brief = manager.newSubManager()) {
      NDArray examples = view(input, from, to, brief);
      Map<String, NDArray> weights = WeightArrays.views(exactWeights, brief);
      NDArray entering = view(exact, from, to, brief);
      NDArray wanted = value(part, entering, examples, weights, WeightTransform.identity());
      Map<String, NDArray> known =
          values(
              unit.before(),
              before,
              view(rounded, from, to, brief),
              examples,
              WeightArrays.views(roundedWeights, brief),
              WeightTransform.identity());
      for (int t = 0; t < errors.length; t++) {
        errors[t] = added(errors[t], error(node, tried.get(t), known, wanted, from, to));
      }
    }
  }

  private double[] error(
      Node node, Tensor tried, Map<String, NDArray> known, NDArray wanted, int from, int to) {
    try (NDManager brief = manager.newSubManager()) {
      Map<String, NDArray> weights = WeightArrays.views(roundedWeights, brief);
      String name = Role.WEIGHT.of(node.name());
      Shape shape = Objects.requireNonNull(exactWeights.get(name)).getShape();
      weights.put(name, brief.create(tried.toArray(), shape));
      Map<String, NDArray> inputs = new HashMap<>();
      for (String input : node.inputs()) {
        inputs.put(input, view(Objects.requireNonNull(known.get(input)), 0, to - from, brief));
      }
      NDArray value =
          Objects.requireNonNull(
              Forward.part(network, weights, List.of(node), inputs, WeightTransform.identity())
                  .get(node.name()));
      NDArray squares = present(value.sub(wanted), from, to, brief).square();
      int channels = squares.getShape().dimension() == 3 ? 2 : 1;
      int[] others =
          IntStream.range(0, squares.getShape().dimension()).filter(a -> a != channels).toArray();
      float[] sums = squares.sum(others).toFloatArray();
      return IntStream.range(0, sums.length).mapToDouble(c -> sums[c]).toArray();
    }
  }

  private static double[] added(double @Nullable [] sums, double[] more) {
    if (sums != null) {
      Arrays.setAll(more, c -> sums[c] + more[c]);
    }
    return more;
  }

  private static List<Node> append(List<Node> nodes, Node last) {
    List<Node> all = new ArrayList<>(nodes);
    all.add(last);
    return all;
  }

  private static NDArray view(NDArray array, int from, int to, NDManager owner) {
    NDArray view = array.get(new NDIndex().addSliceDim(from, to)).stopGradient();
    view.attach(owner);
    return view;
  }
}

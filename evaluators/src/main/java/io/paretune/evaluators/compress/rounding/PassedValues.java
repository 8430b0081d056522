package io.paretune.evaluators.compress.rounding;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.Tensor;
import io.paretune.evaluators.network.WeightedNetwork;
import io.paretune.evaluators.task.loss.Scalars;
import io.paretune.evaluators.train.forward.Forward;
import io.paretune.evaluators.train.forward.ForwardTransform;
import io.paretune.evaluators.train.forward.Inference;
import io.paretune.evaluators.train.forward.StepGate;
import io.paretune.evaluators.train.forward.WeightArrays;
import io.paretune.evaluators.train.forward.WeightTransform;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What examples have become on their way through a network, unit by unit: in floats, and with the
 * weights behind them rounded. Its arrays end with the manager.
 */
final class PassedValues {

  /** Examples that are passed at once. */
  private static final int CHUNK = 64;

  /** A mean square by which errors cannot be divided in floats. */
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
  private double square;

  PassedValues(WeightedNetwork model, float[][] examples, NDManager manager, StepGate gate) {
    this.network = model.network();
    this.manager = manager;
    this.gate = gate;
    this.count = examples.length;
    this.exactWeights = new WeightArrays(network, model.weights(), manager).arrays();
    this.roundedWeights = new HashMap<>(exactWeights);
    float[] flat = new float[count * network.input().elements()];
    for (int i = 0; i < count; i++) {
      System.arraycopy(examples[i], 0, flat, i * examples[i].length, examples[i].length);
    }
    this.input = manager.create(flat, Inference.batchShape(network, count));
    this.exact = input;
    this.rounded = input;
  }

  NDManager manager() {
    return manager;
  }

  /** How many examples. */
  int count() {
    return count;
  }

  /** Goes on to a unit: its value in floats is what to come near to. */
  void enter(RoundingUnit unit) {
    NDArray value = passed(unit, exact, exactWeights);
    target = value;
    try (NDManager brief = manager.newSubManager()) {
      square = view(value, 0, count, brief).square().mean().getFloat();
    }
  }

  /** Whether the unit's value in floats is anything to come near to, not nought throughout. */
  boolean speaks() {
    return square > SILENT;
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
    NDList chunks = new NDList();
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
              value.attach(manager);
              chunks.add(value);
            }
          });
    }
    NDArray all = NDArrays.concat(chunks);
    all.attach(manager);
    chunks.forEach(NDArray::close);
    return all;
  }

  private NDArray value(
      RoundingUnit unit,
      NDArray entering,
      NDArray examples,
      Map<String, NDArray> weights,
      ForwardTransform transform) {
    Map<String, NDArray> known = new HashMap<>();
    known.put(Network.INPUT, examples);
    known.put(unit.before(), entering);
    String last = unit.last().name();
    return Objects.requireNonNull(
        Forward.part(network, weights, unit.nodes(), known, transform).get(last));
  }

  /**
   * How far some examples' values are from those in floats, where a unit is rounded softly: squared
   * errors by the value's mean square, added up over channels, the mean over the rest. Of a unit
   * that {@link #speaks}.
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
    // all places of an output's plane count as one
    double scale = channels(wanted.getShape()) / square;
    return Scalars.times(value.sub(wanted).square().mean(), scale);
  }

  private static NDArray view(NDArray array, int from, int to, NDManager owner) {
    NDArray view = array.get(new NDIndex().addSliceDim(from, to)).stopGradient();
    view.attach(owner);
    return view;
  }
}

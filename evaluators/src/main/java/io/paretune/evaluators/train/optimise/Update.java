package io.paretune.evaluators.train.optimise;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import io.paretune.evaluators.network.Tensor;
import io.paretune.evaluators.network.Weights;
import io.paretune.evaluators.train.forward.WeightArrays;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The end of a training step: clips the gradients, then changes all that is trained. Owns nothing:
 * the manager does.
 */
public final class Update {
  /** Added to the length that is divided by, as PyTorch does. */
  private static final double SMALLEST = 1e-6;

  private static final String LOSS_SCALE = "loss-scale";

  private final Optimisation settings;
  private final NDManager manager;
  private final List<Group> groups = new ArrayList<>();
  private final Map<String, NDArray> arrays = new LinkedHashMap<>();
  private final Optional<LossScale> scale;
  private long steps;

  /** Arrays that are trained alike. */
  private record Group(WeightArrays arrays, Optimiser optimiser, double share) {}

  /**
   * @param weights which decay
   * @param manager owns what optimisers remember
   */
  public Update(Optimisation settings, WeightArrays weights, NDManager manager) {
    this(settings, weights, manager, false);
  }

  /**
   * @param weights which decay
   * @param manager owns what optimisers remember
   * @param scaled whether losses are multiplied before they are differentiated, as gradients in 16
   *     bits with a narrow range need it
   */
  public Update(Optimisation settings, WeightArrays weights, NDManager manager, boolean scaled) {
    this.settings = settings;
    this.manager = manager;
    this.scale = scaled ? Optional.of(new LossScale()) : Optional.empty();
    add(weights, settings.weightDecay(), 1);
  }

  /**
   * Trains further arrays, which do not decay.
   *
   * @param share of the learning rate that they are trained at
   */
  public void add(WeightArrays further, double share) {
    add(further, 0, share);
  }

  private void add(WeightArrays trained, double weightDecay, double share) {
    arrays.putAll(trained.arrays());
    if (!trained.trained().isEmpty()) {
      Optimiser optimiser =
          settings.optimiser().of(trained, settings.momentum(), weightDecay, manager);
      groups.add(new Group(trained, optimiser, share));
    }
  }

  /** How many steps were taken. */
  public long steps() {
    return steps;
  }

  /** What losses must be multiplied by before they are differentiated; mostly 1. */
  public double lossScale() {
    return scale.map(LossScale::value).orElse(1.0);
  }

  /** All that is trained, and running statistics, by name: to read, or to change in place. */
  public Map<String, NDArray> arrays() {
    return Collections.unmodifiableMap(arrays);
  }

  /** A copy, in Java's memory, of all arrays and of all that the optimisers remember, by name. */
  public Weights state() {
    Map<String, Tensor> state = new LinkedHashMap<>();
    longLived().forEach((name, array) -> state.put(name, copy(array)));
    scale.ifPresent(by -> state.put(LOSS_SCALE, by.state()));
    return Weights.of(state);
  }

  /**
   * Makes all arrays, and all that the optimisers remember, what they were.
   *
   * @param state of an update of the same arrays by the same optimiser
   * @param taken how many steps were taken until then
   * @throws IllegalArgumentException if something is missing, of another shape or unknown; then
   *     nothing is changed
   */
  public void restore(Weights state, long taken) {
    Map<String, NDArray> all = longLived();
    all.forEach((name, array) -> requireShape(name, state.get(name), array));
    scale.ifPresent(by -> state.get(LOSS_SCALE));
    for (String name : state.names()) {
      if (!all.containsKey(name) && !(scale.isPresent() && name.equals(LOSS_SCALE))) {
        throw new IllegalArgumentException(
            "a state must be of the arrays that are trained, got '%s', which is not among them"
                .formatted(name));
      }
    }
    try (NDManager brief = manager.newSubManager()) {
      all.forEach(
          (name, array) -> {
            NDArray into = array.stopGradient();
            into.attach(brief);
            into.set(new NDIndex("..."), brief.create(state.get(name).toArray(), array.getShape()));
          });
    }
    scale.ifPresent(by -> by.restore(state.get(LOSS_SCALE)));
    steps = taken;
  }

  private static void requireShape(String name, Tensor tensor, NDArray array) {
    if (!tensor.hasShape(shape(array))) {
      throw new IllegalArgumentException(
          "'%s' must have the shape %s, got %s"
              .formatted(name, Arrays.toString(shape(array)), Arrays.toString(tensor.shape())));
    }
  }

  private static int[] shape(NDArray array) {
    return Arrays.stream(array.getShape().getShape()).mapToInt(Math::toIntExact).toArray();
  }

  private static Tensor copy(NDArray array) {
    return Tensor.of(array.toFloatArray(), shape(array));
  }

  private Map<String, NDArray> longLived() {
    Map<String, NDArray> all = new LinkedHashMap<>(arrays);
    for (int g = 0; g < groups.size(); g++) {
      String group = "optimiser" + g + ".";
      new TreeMap<>(groups.get(g).optimiser().memory())
          .forEach((name, array) -> all.put(group + name, array));
    }
    return all;
  }

  /**
   * All that is trained again as leaves of a step, by name, for the forward pass: over the same
   * memory on their own device, copies on another.
   *
   * @param step owns them, on the device where they are needed
   */
  public Map<String, NDArray> leaves(NDManager step) {
    Map<String, NDArray> leaves = new LinkedHashMap<>();
    groups.forEach(group -> leaves.putAll(group.arrays().leaves(step)));
    Device device = step.getDevice();
    if (!device.equals(manager.getDevice())) {
      leaves.replaceAll((name, leaf) -> copied(leaf, device, step));
    }
    return leaves;
  }

  private static NDArray copied(NDArray leaf, Device device, NDManager step) {
    NDArray copy = leaf.stopGradient().toDevice(device, true);
    copy.attach(step);
    if (leaf.hasGradient()) {
      copy.setRequiresGradient(true);
    }
    return copy;
  }

  /**
   * Changes everything in place; nothing if losses are scaled and a gradient is not finite.
   *
   * @param leaves each of {@link #leaves}, after the backward passes of losses times {@link
   *     #lossScale}; their gradients add up
   * @param learningRate of this step
   */
  public void apply(List<Map<String, NDArray>> leaves, double learningRate) {
    List<NDArray> gradients = groups.stream().map(group -> gradient(group, leaves)).toList();
    steps++;
    if (scale.isPresent() && !unscaled(gradients, scale.get())) {
      return;
    }
    if (settings.clipping() > 0) {
      clip(gradients);
    }
    for (int g = 0; g < groups.size(); g++) {
      Group group = groups.get(g);
      group.optimiser().update(gradients.get(g), group.share() * learningRate, steps);
    }
  }

  private static NDArray gradient(Group group, List<Map<String, NDArray>> leaves) {
    NDArray sum = group.arrays().gradient(leaves.get(0));
    leaves.stream()
        .skip(1)
        .map(more -> group.arrays().gradient(more).toDevice(sum.getDevice(), false))
        .forEach(sum::addi);
    return sum;
  }

  /** Divides by the scale; whether all were finite. */
  private static boolean unscaled(List<NDArray> gradients, LossScale scale) {
    gradients.forEach(gradient -> gradient.muli((float) (1 / scale.value())));
    boolean finite = Double.isFinite(squares(gradients));
    scale.stepped(finite);
    return finite;
  }

  private static double squares(List<NDArray> gradients) {
    double squares = 0;
    for (NDArray gradient : gradients) {
      squares += gradient.square().sum().getFloat();
    }
    return squares;
  }

  private void clip(List<NDArray> gradients) {
    double share = settings.clipping() / (Math.sqrt(squares(gradients)) + SMALLEST);
    if (share < 1) {
      gradients.forEach(gradient -> gradient.muli((float) share));
    }
  }
}

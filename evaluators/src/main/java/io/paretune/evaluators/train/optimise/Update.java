package io.paretune.evaluators.train.optimise;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.paretune.evaluators.train.forward.WeightArrays;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The end of a training step: clips the gradients, then changes all that is trained. Owns nothing:
 * the manager does.
 */
public final class Update {
  /** Added to the length that is divided by, as PyTorch does. */
  private static final double SMALLEST = 1e-6;

  private final Optimisation settings;
  private final NDManager manager;
  private final List<Group> groups = new ArrayList<>();

  /** Arrays that are trained alike. */
  private record Group(WeightArrays arrays, Optimiser optimiser, double share) {}

  /**
   * @param weights which decay
   * @param manager owns what optimisers remember
   */
  public Update(Optimisation settings, WeightArrays weights, NDManager manager) {
    this.settings = settings;
    this.manager = manager;
    add(weights, settings.weightDecay(), 1);
  }

  /**
   * Trains further arrays, which do not decay.
   *
   * @param share of the learning rate that they are trained at
   */
  public void add(WeightArrays arrays, double share) {
    add(arrays, 0, share);
  }

  private void add(WeightArrays arrays, double weightDecay, double share) {
    Optimiser optimiser =
        settings.optimiser().of(arrays, settings.momentum(), weightDecay, manager);
    groups.add(new Group(arrays, optimiser, share));
  }

  /** All that is trained again as leaves of a step, by name, for the forward pass. */
  public Map<String, NDArray> leaves(NDManager step) {
    Map<String, NDArray> leaves = new LinkedHashMap<>();
    groups.forEach(group -> leaves.putAll(group.arrays().leaves(step)));
    return leaves;
  }

  /**
   * Changes everything in place.
   *
   * @param leaves of {@link #leaves}, after the backward pass; gradients are overwritten
   * @param learningRate of this step
   */
  public void apply(Map<String, NDArray> leaves, double learningRate) {
    if (settings.clipping() > 0) {
      clip(leaves);
    }
    for (Group group : groups) {
      group.optimiser().update(leaves, group.share() * learningRate);
    }
  }

  private void clip(Map<String, NDArray> leaves) {
    List<NDArray> gradients =
        leaves.values().stream().filter(NDArray::hasGradient).map(NDArray::getGradient).toList();
    double squares = 0;
    for (NDArray gradient : gradients) {
      squares += gradient.square().sum().getFloat();
    }
    double share = settings.clipping() / (Math.sqrt(squares) + SMALLEST);
    if (share < 1) {
      gradients.forEach(gradient -> gradient.muli((float) share));
    }
  }
}

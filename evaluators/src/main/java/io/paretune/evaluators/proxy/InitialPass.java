package io.paretune.evaluators.proxy;

import ai.djl.ndarray.NDArray;
import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.Node;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What one batch did in a network with fresh weights. Its arrays belong to the pass and are gone
 * after it.
 */
public final class InitialPass {

  private final Network network;
  private final int batch;
  private final Map<String, NDArray> values;
  private final Optional<NDArray> gradient;
  private @Nullable ActivationCodes codes;

  /**
   * @param batch number of examples
   * @param values of all nodes and the input, by name, {@code float[batch][...]}
   * @param gradient of the sum of all outputs by the input, {@code float[batch][elements]}, if a
   *     proxy wants it
   */
  InitialPass(Network network, int batch, Map<String, NDArray> values, Optional<NDArray> gradient) {
    this.network = network;
    this.batch = batch;
    this.values = values;
    this.gradient = gradient;
  }

  /** What the batch went through. */
  Network network() {
    return network;
  }

  /** Number of examples. */
  int batch() {
    return batch;
  }

  /** The value of a node, {@code float[batch][...]}. */
  NDArray value(String node) {
    NDArray value = values.get(node);
    if (value == null) {
      throw new IllegalArgumentException("no value of this name, got '" + node + "'");
    }
    return value;
  }

  /** The gradient of the sum of all outputs by the input, {@code float[batch][elements]}. */
  NDArray inputGradient() {
    return gradient.orElseThrow(
        () -> new IllegalStateException("a proxy that reads gradients must say so: backward()"));
  }

  /** On which side of its bend each unit of each non-linearity was. */
  ActivationCodes codes() {
    ActivationCodes known = codes;
    if (known == null) {
      List<ActivationCodes.Units> layers = new ArrayList<>();
      for (Node node : network.nodes()) {
        if (node.layer().nonLinear()) {
          NDArray before = value(node.inputs().get(0));
          int readers = network.consumers(node.name()).size();
          layers.add(ActivationCodes.Units.signs(before, Math.max(1, readers)));
        }
      }
      known = new ActivationCodes(batch, layers);
      codes = known;
    }
    return known;
  }
}

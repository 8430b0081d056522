package io.paretune.evaluators.supernet;

import ai.djl.ndarray.NDArray;
import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.Tensor;
import io.paretune.evaluators.network.TensorSpec;
import io.paretune.evaluators.network.WeightedNetwork;
import io.paretune.evaluators.network.Weights;
import io.paretune.evaluators.train.forward.WeightTransform;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A network of the family as a part of the shared one: it computes with slices of the shared
 * tensors. Immutable.
 */
public final class Part implements WeightTransform {

  private final Network network;
  private final Map<String, Slice> slices;

  Part(Network network, Map<String, Slice> slices) {
    this.network = network;
    this.slices = Map.copyOf(slices);
  }

  /** The network. */
  public Network network() {
    return network;
  }

  private Slice slice(String tensor) {
    Slice slice = slices.get(tensor);
    if (slice == null) {
      throw new IllegalArgumentException(
          "no tensor '%s'; the part has %s".formatted(tensor, slices.keySet()));
    }
    return slice;
  }

  @Override
  public NDArray apply(TensorSpec spec, NDArray shared) {
    return slice(spec.name()).of(shared);
  }

  /**
   * The network with a copy of its slices.
   *
   * @param shared tensors of the shared network, by name
   */
  public WeightedNetwork with(SharedTensors shared) {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (TensorSpec spec : network.tensors()) {
      Slice slice = slice(spec.name());
      tensors.put(spec.name(), slice.of(shared.values(spec.name(), slice.shared())));
    }
    return new WeightedNetwork(network, Weights.of(tensors));
  }
}

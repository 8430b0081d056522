package io.paretune.evaluators.compress.rewrite;

import io.paretune.evaluators.network.Layer;
import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.Node;
import io.paretune.evaluators.network.Tensor;
import io.paretune.evaluators.network.TensorSpec.Role;
import io.paretune.evaluators.network.WeightedNetwork;
import io.paretune.evaluators.network.Weights;
import io.paretune.evaluators.task.OutputScale;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Moves what a network puts out to another unit, within its last linear layer: {@code w' = a w},
 * {@code b' = a b + c} for {@code y' = a y + c}. Exact up to rounding, at no cost when it runs.
 */
public final class ScaledOutput {

  private ScaledOutput() {}

  /**
   * The network on a scale.
   *
   * @throws IllegalArgumentException if the last layer is not linear, unless nothing is to be moved
   */
  public static WeightedNetwork of(WeightedNetwork model, OutputScale scale) {
    if (scale.isIdentity()) {
      return model;
    }
    Network moved = structure(model.network(), scale);
    Node last = model.network().output();
    String weight = Role.WEIGHT.of(last.name());
    String bias = Role.BIAS.of(last.name());
    Map<String, Tensor> tensors = new LinkedHashMap<>(model.weights().asMap());
    tensors.put(weight, times(model.weights().get(weight), scale.factor(), 0));
    tensors.put(
        bias,
        tensors.containsKey(bias)
            ? times(model.weights().get(bias), scale.factor(), scale.offset())
            : Tensor.filled((float) scale.offset(), model.network().outputs()));
    return new WeightedNetwork(moved, Weights.of(tensors));
  }

  /**
   * The graph that {@link #of} gives, whatever the weights.
   *
   * @throws IllegalArgumentException as it does
   */
  public static Network structure(Network network, OutputScale scale) {
    if (scale.isIdentity()) {
      return network;
    }
    Node last = network.output();
    if (!(last.layer() instanceof Layer.Linear linear)) {
      throw new IllegalArgumentException(
          "a network that answers with numbers must end in a linear layer, whose unit can be"
              + " changed, got %s (node '%s')"
                  .formatted(last.layer().getClass().getSimpleName(), last.name()));
    }
    List<Node> nodes = new ArrayList<>(network.nodes());
    nodes.set(
        nodes.size() - 1,
        last.withLayer(new Layer.Linear(linear.inputs(), linear.outputs(), true)));
    return Network.of(network.input(), nodes);
  }

  /** {@code tensor * factor + offset}, element by element. */
  public static Tensor times(Tensor tensor, double factor, double offset) {
    float[] values = tensor.toArray();
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (values[i] * factor + offset);
    }
    return Tensor.of(values, tensor.shape());
  }
}

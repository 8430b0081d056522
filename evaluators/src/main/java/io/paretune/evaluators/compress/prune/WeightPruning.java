package io.paretune.evaluators.compress.prune;

import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.Node;
import io.paretune.evaluators.network.Tensor;
import io.paretune.evaluators.network.TensorSpec.Role;
import io.paretune.evaluators.network.Weights;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToDoubleFunction;

/**
 * Zeroes single weights of convolutions and linear layers: the smallest by absolute value, the
 * earlier ones where values are equal. The network keeps its shapes, so it computes as much as
 * before wherever the runtime has no sparse kernels. Biases, normalisation and depthwise
 * convolutions, which hold few weights, stay.
 */
public final class WeightPruning {

  private WeightPruning() {}

  /** The layers whose weights can be zeroed, in order. */
  public static List<Node> layers(Network network) {
    return network.nodes().stream()
        .filter(node -> node.layer().weighted() && !node.layer().depthwise())
        .toList();
  }

  /** The blocks of these layers. */
  public static Set<String> blocks(Network network) {
    Set<String> blocks = new LinkedHashSet<>();
    layers(network).forEach(node -> blocks.add(node.block()));
    return blocks;
  }

  /**
   * Zeroes the smallest weights of each layer.
   *
   * @param ratios share of a layer's weights to zero, in [0, 1], rounded to whole weights
   */
  public static Weights byLayer(Network network, Weights weights, ToDoubleFunction<Node> ratios) {
    Map<String, Tensor> changed = new LinkedHashMap<>();
    for (Node node : layers(network)) {
      changed.putAll(smallest(List.of(node), weights, ratios.applyAsDouble(node)));
    }
    return weights.requireFor(network).with(changed);
  }

  /**
   * Zeroes the smallest weights of the whole network, whatever their layer: one may lose all.
   *
   * @param ratio share of all these weights to zero, in [0, 1], rounded to whole weights
   */
  public static Weights overall(Network network, Weights weights, double ratio) {
    return weights.requireFor(network).with(smallest(layers(network), weights, ratio));
  }

  /**
   * Leaves at most {@code n} weights in every {@code m} that follow each other along the input
   * axis, for each output and place of the kernel: the largest ones. The last weights of an axis
   * that {@code m} does not divide count as filled up with zeros.
   *
   * @param n at least 0
   * @param m at least {@code n} and 1
   */
  public static Weights nOfM(Network network, Weights weights, int n, int m) {
    if (n < 0 || m < Math.max(1, n)) {
      throw new IllegalArgumentException(
          "0 <= n <= m and m >= 1 must hold, got n=%d, m=%d".formatted(n, m));
    }
    Map<String, Tensor> changed = new LinkedHashMap<>();
    for (Node node : layers(network)) {
      String name = Role.WEIGHT.of(node.name());
      changed.put(name, nOfM(weights.get(name), n, m));
    }
    return weights.requireFor(network).with(changed);
  }

  private static Tensor nOfM(Tensor weight, int n, int m) {
    float[] values = weight.toArray();
    int inputs = weight.axis(1);
    int plane = values.length / weight.axis(0) / inputs;
    for (int output = 0; output < weight.axis(0); output++) {
      for (int place = 0; place < plane; place++) {
        for (int from = 0; from < inputs; from += m) {
          long[] order = new long[Math.min(m, inputs - from)];
          for (int i = 0; i < order.length; i++) {
            int index = (output * inputs + from + i) * plane + place;
            order[i] = bySize(values[index], index);
          }
          Arrays.sort(order);
          for (int i = 0; i < order.length - n; i++) {
            values[(int) order[i]] = 0;
          }
        }
      }
    }
    return Tensor.of(values, weight.shape());
  }

  private static Map<String, Tensor> smallest(List<Node> nodes, Weights weights, double ratio) {
    if (!(ratio >= 0 && ratio <= 1)) {
      throw new IllegalArgumentException("a share must lie in [0, 1], got " + ratio);
    }
    List<Tensor> tensors =
        nodes.stream().map(node -> weights.get(Role.WEIGHT.of(node.name()))).toList();
    long[] order = new long[tensors.stream().mapToInt(Tensor::size).reduce(0, Math::addExact)];
    int count = 0;
    for (Tensor tensor : tensors) {
      for (int i = 0; i < tensor.size(); i++) {
        order[count] = bySize(tensor.at(i), count);
        count++;
      }
    }
    Arrays.sort(order);
    boolean[] zero = new boolean[count];
    for (int i = 0; i < Math.round(ratio * count); i++) {
      zero[(int) order[i]] = true;
    }
    Map<String, Tensor> changed = new LinkedHashMap<>();
    int start = 0;
    for (int t = 0; t < tensors.size(); t++) {
      float[] values = tensors.get(t).toArray();
      for (int i = 0; i < values.length; i++) {
        values[i] = zero[start + i] ? 0 : values[i];
      }
      start += values.length;
      changed.put(Role.WEIGHT.of(nodes.get(t).name()), Tensor.of(values, tensors.get(t).shape()));
    }
    return changed;
  }

  /**
   * A number that sorts by absolute value, then by index, which is its low half: bits of floats
   * that are not negative are in their order.
   */
  private static long bySize(float value, int index) {
    return (long) Float.floatToIntBits(Math.abs(value)) << 32 | index;
  }

  /** The share of zeros among the weights of all convolutions and linear layers, in [0, 1]. */
  public static double sparsity(Network network, Weights weights) {
    long zeros = 0;
    long all = 0;
    for (Node node : network.nodes()) {
      if (node.layer().weighted()) {
        Tensor weight = weights.get(Role.WEIGHT.of(node.name()));
        all += weight.size();
        for (int i = 0; i < weight.size(); i++) {
          zeros += weight.at(i) == 0 ? 1 : 0;
        }
      }
    }
    return all == 0 ? 0 : (double) zeros / all;
  }
}

package io.paretune.evaluators.supernet;

import io.paretune.evaluators.network.Layer;
import io.paretune.evaluators.network.LayerVisitor;
import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.Node;
import io.paretune.evaluators.network.TensorSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the nodes of one name, over all networks of a family, have in common.
 *
 * @param name of the node
 * @param layer of one of them
 * @param tensors as large as the largest
 */
record SharedNode(String name, Layer layer, List<TensorSpec> tensors) {

  static SharedNode of(Node node) {
    return new SharedNode(node.name(), node.layer(), Network.tensors(node));
  }

  /**
   * This, large enough for another.
   *
   * @throws IllegalArgumentException if the two cannot share weights
   */
  SharedNode with(SharedNode other) {
    requireSameKind(other.layer, shapes(other.tensors));
    Map<String, TensorSpec> merged = new LinkedHashMap<>();
    tensors.forEach(spec -> merged.put(spec.name(), spec));
    other.tensors.forEach(spec -> merged.merge(spec.name(), spec, this::larger));
    return new SharedNode(name, layer, List.copyOf(merged.values()));
  }

  /** Refuses a node that does another job under the same name. */
  void requireSameKind(Node node) {
    requireSameKind(node.layer(), shapes(Network.tensors(node)));
  }

  private void requireSameKind(Layer other, List<List<Integer>> shapes) {
    if (!kind(layer).equals(kind(other))) {
      throw new IllegalArgumentException(
          "networks that share weights must have the same kind of layer under the same name, got %s of %s and %s of %s (node '%s'); give nodes of different kinds different names (NetworkBuilder.role)"
              .formatted(kind(layer), shapes(tensors), kind(other), shapes, name));
    }
  }

  /** A grouped convolution does not look at all channels: its kernels mean something else. */
  private static String kind(Layer layer) {
    return layer.accept(
        new LayerVisitor.Otherwise<String>() {
          @Override
          public String conv2d(Layer.Conv2d conv) {
            return conv.groups() > 1 ? "grouped Conv2d" : "Conv2d";
          }

          @Override
          public String otherwise(Layer other) {
            return other.getClass().getSimpleName();
          }
        });
  }

  private static List<List<Integer>> shapes(List<TensorSpec> tensors) {
    return tensors.stream().map(TensorSpec::shape).toList();
  }

  private TensorSpec larger(TensorSpec one, TensorSpec two) {
    if (one.shape().size() != two.shape().size()) {
      throw new IllegalArgumentException(
          "networks that share weights must nest, got %s of node '%s': %s in one network, %s in another"
              .formatted(one.role().suffix(), name, one.shape(), two.shape()));
    }
    List<Integer> shape = new ArrayList<>();
    for (int axis = 0; axis < one.shape().size(); axis++) {
      shape.add(Math.max(one.shape().get(axis), two.shape().get(axis)));
    }
    return new TensorSpec(one.name(), shape, one.role());
  }
}

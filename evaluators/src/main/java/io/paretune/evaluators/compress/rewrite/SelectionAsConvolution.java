package io.paretune.evaluators.compress.rewrite;

import io.paretune.evaluators.network.Layer;
import io.paretune.evaluators.network.Movement;
import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.Node;
import io.paretune.evaluators.network.Shape;
import io.paretune.evaluators.network.Tensor;
import io.paretune.evaluators.network.TensorSpec.Role;
import io.paretune.evaluators.network.WeightedNetwork;
import io.paretune.evaluators.network.Weights;
import io.paretune.evaluators.network.Window;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * Writes the selection of every n-th pixel, and of channels, as a convolution of one pixel whose
 * weights are ones and zeros: the same values. In 8 bits that is faster, since slices and padding
 * leave the channels-last layout of the 8-bit kernels. The shortcuts of residual networks for CIFAR
 * (option A of He et al. 2016, arXiv:1512.03385) are such selections.
 */
public final class SelectionAsConvolution {

  /** Beyond so many weights, multiplying by zeros costs more than moving. */
  private static final int MOST_WEIGHTS = 1 << 14;

  private SelectionAsConvolution() {}

  /**
   * The network with convolutions for its selections, and weights for them.
   *
   * @param where which nodes may be rewritten
   */
  public static WeightedNetwork rewrite(WeightedNetwork model, Predicate<Node> where) {
    Network network = model.network();
    Map<String, Node> nodes = new LinkedHashMap<>();
    Map<String, Tensor> tensors = new LinkedHashMap<>(model.weights().asMap());
    for (Node node : network.nodes()) {
      nodes.put(node.name(), node);
      Optional<Selection> selection = Selection.endingWith(network, node, where);
      selection.ifPresent(
          found -> {
            nodes.remove(found.crop.name());
            Layer.Conv2d layer =
                new Layer.Conv2d(found.inputs, found.channels.size(), found.window(), 1, false);
            nodes.put(node.name(), new Node(node.name(), layer, found.crop.inputs(), node.block()));
            tensors.put(Role.WEIGHT.of(node.name()), found.weight());
          });
    }
    return new WeightedNetwork(
        Network.of(network.input(), new ArrayList<>(nodes.values())), Weights.of(tensors));
  }

  /** Rows and columns at steps, then perhaps channels. */
  private record Selection(Node crop, int inputs, List<Integer> channels) {

    static Optional<Selection> endingWith(Network network, Node node, Predicate<Node> where) {
      if (!where.test(node) || node.name().equals(network.output().name())) {
        return Optional.empty();
      }
      if (node.layer() instanceof Movement.Crop
          && network.consumers(node.name()).stream()
              .noneMatch(reader -> reader.layer() instanceof Movement.SelectChannels)) {
        int inputs = network.shapeOf(node.name()).channels();
        return of(network, node, IntStream.range(0, inputs).boxed().toList());
      }
      if (node.layer() instanceof Movement.SelectChannels select
          && network.contains(node.inputs().get(0))) {
        Node before = network.node(node.inputs().get(0));
        if (before.layer() instanceof Movement.Crop
            && where.test(before)
            && network.consumers(before.name()).size() == 1) {
          return of(network, before, select.channels());
        }
      }
      return Optional.empty();
    }

    private static Optional<Selection> of(Network network, Node node, List<Integer> channels) {
      Movement.Crop crop = (Movement.Crop) node.layer();
      Shape.Image in = (Shape.Image) network.inputShapes(node).get(0);
      boolean regular =
          crop.top() == 0
              && crop.left() == 0
              && crop.height() == (in.height() - 1) / crop.rowStep() + 1
              && crop.width() == (in.width() - 1) / crop.columnStep() + 1;
      return regular && (long) in.channels() * channels.size() <= MOST_WEIGHTS
          ? Optional.of(new Selection(node, in.channels(), channels))
          : Optional.empty();
    }

    Window window() {
      Movement.Crop steps = (Movement.Crop) crop.layer();
      return new Window(1, 1, steps.rowStep(), steps.columnStep(), 0, 0, 1, 1);
    }

    Tensor weight() {
      float[] values = new float[channels.size() * inputs];
      for (int out = 0; out < channels.size(); out++) {
        if (channels.get(out) != Movement.ZERO) {
          values[out * inputs + channels.get(out)] = 1;
        }
      }
      return Tensor.of(values, channels.size(), inputs, 1, 1);
    }
  }
}

package io.paretune.evaluators.compress.rewrite;

import io.paretune.evaluators.network.ActivationKind;
import io.paretune.evaluators.network.Layer;
import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.Node;
import io.paretune.evaluators.network.Tensor;
import io.paretune.evaluators.network.TensorSpec.Role;
import io.paretune.evaluators.network.WeightedNetwork;
import io.paretune.evaluators.network.Weights;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Evens out the weight ranges of neighbouring layers, channel by channel, so that few bits serve
 * all of them: where a convolution or linear layer feeds only another one, by way of ReLU, pools
 * and flattening, channel i of the first is divided by {@code s_i = sqrt(r1_i r2_i) / r2_i} and the
 * second's column i multiplied by it, r being the largest absolute weights (Nagel et al. 2019,
 * "Data-free quantization through weight equalization and bias correction", arXiv:1906.04721,
 * section 4.1). Lossless up to rounding, since these layers scale with their input. Pairs are done
 * in order, over and over until nothing moves much.
 */
public final class CrossLayerEqualisation implements Compressor {

  private static final int ROUNDS = 20;

  /** Largest change of a factor in a round that counts as settled. */
  private static final double SETTLED = 1e-3;

  @Override
  public WeightedNetwork compress(WeightedNetwork original) {
    return equalise(original);
  }

  /**
   * The same network with other weights.
   *
   * @param folded with batch normalisation folded; one that is left is a border
   */
  public static WeightedNetwork equalise(WeightedNetwork folded) {
    Network network = folded.network();
    List<Pair> pairs = new ArrayList<>();
    for (Node node : network.nodes()) {
      pair(network, node).ifPresent(pairs::add);
    }
    Map<String, Tensor> tensors = new LinkedHashMap<>(folded.weights().asMap());
    double moved = Double.POSITIVE_INFINITY;
    for (int round = 0; round < ROUNDS && moved > SETTLED; round++) {
      moved = 0;
      for (Pair pair : pairs) {
        moved = Math.max(moved, pair.apply(tensors));
      }
    }
    return new WeightedNetwork(network, Weights.of(tensors));
  }

  /**
   * The layer that alone reads a weighted layer's channels, if only scalable layers lie between.
   */
  private static Optional<Pair> pair(Network network, Node first) {
    if (!weighted(first.layer())) {
      return Optional.empty();
    }
    Node node = first;
    while (true) {
      List<Node> readers = network.consumers(node.name());
      if (readers.size() != 1) {
        return Optional.empty();
      }
      node = readers.get(0);
      if (weighted(node.layer())) {
        int channels = network.shapeOf(first.name()).channels();
        int features = network.shapeOf(node.inputs().get(0)).channels();
        return Optional.of(new Pair(first, node, features / channels));
      }
      if (!scales(node.layer())) {
        return Optional.empty();
      }
    }
  }

  private static boolean weighted(Layer layer) {
    return layer instanceof Layer.Linear
        || (layer instanceof Layer.Conv2d conv && (conv.groups() == 1 || conv.depthwise()));
  }

  /**
   * Whether multiplying a channel of the input by a positive number does the same to the output.
   */
  private static boolean scales(Layer layer) {
    return layer instanceof Layer.Pool
        || layer instanceof Layer.GlobalAveragePool
        || layer instanceof Layer.Flatten
        || layer instanceof Layer.Identity
        || layer instanceof Layer.Dropout
        || (layer instanceof Layer.Activation activation
            && activation.kind() == ActivationKind.RELU);
  }

  /**
   * Two layers of which the second alone reads the first.
   *
   * @param columns how many columns of the second read one channel of the first: more than one
   *     after flattening
   */
  private record Pair(Node first, Node second, int columns) {

    /** Evens out this pair, and says by how much the largest factor differs from 1. */
    double apply(Map<String, Tensor> tensors) {
      Tensor rows = tensor(tensors, first);
      Tensor next = tensor(tensors, second);
      boolean depthwise = second.layer() instanceof Layer.Conv2d conv && conv.depthwise();
      int channels = rows.axis(0);
      int perRow = rows.size() / channels;
      int perOutput = next.size() / next.axis(0);
      int perColumn = depthwise ? perOutput : perOutput / next.axis(1) * columns;
      double[] before = new double[channels];
      double[] after = new double[channels];
      for (int i = 0; i < rows.size(); i++) {
        before[i / perRow] = Math.max(before[i / perRow], Math.abs(rows.at(i)));
      }
      for (int i = 0; i < next.size(); i++) {
        int channel = depthwise ? i / perOutput : i % perOutput / perColumn;
        after[channel] = Math.max(after[channel], Math.abs(next.at(i)));
      }
      double[] factors = new double[channels];
      double moved = 0;
      for (int c = 0; c < channels; c++) {
        // a channel that is dead on one side cannot be evened out
        factors[c] = before[c] > 0 && after[c] > 0 ? Math.sqrt(before[c] / after[c]) : 1;
        moved = Math.max(moved, Math.abs(factors[c] - 1));
      }
      float[] smaller = rows.toArray();
      for (int i = 0; i < smaller.length; i++) {
        smaller[i] = (float) (smaller[i] / factors[i / perRow]);
      }
      float[] larger = next.toArray();
      for (int i = 0; i < larger.length; i++) {
        int channel = depthwise ? i / perOutput : i % perOutput / perColumn;
        larger[i] = (float) (larger[i] * factors[channel]);
      }
      tensors.put(Role.WEIGHT.of(first.name()), Tensor.of(smaller, rows.shape()));
      tensors.put(Role.WEIGHT.of(second.name()), Tensor.of(larger, next.shape()));
      String bias = Role.BIAS.of(first.name());
      Tensor offsets = tensors.get(bias);
      if (offsets != null) {
        float[] scaled = offsets.toArray();
        for (int c = 0; c < channels; c++) {
          scaled[c] = (float) (scaled[c] / factors[c]);
        }
        tensors.put(bias, Tensor.of(scaled, channels));
      }
      return moved;
    }

    private static Tensor tensor(Map<String, Tensor> tensors, Node node) {
      return Objects.requireNonNull(tensors.get(Role.WEIGHT.of(node.name())));
    }
  }
}

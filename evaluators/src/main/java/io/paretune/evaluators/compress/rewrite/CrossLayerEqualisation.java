package io.paretune.evaluators.compress.rewrite;

import io.paretune.evaluators.network.ActivationKind;
import io.paretune.evaluators.network.Layer;
import io.paretune.evaluators.network.LayerVisitor;
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
public final class CrossLayerEqualisation {

  private static final int ROUNDS = 20;

  /** Largest change of a factor in a round that counts as settled. */
  private static final double SETTLED = 1e-3;

  private CrossLayerEqualisation() {}

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
    Map<String, float[]> values = new LinkedHashMap<>();
    folded.weights().asMap().forEach((name, tensor) -> values.put(name, tensor.toArray()));
    double moved = Double.POSITIVE_INFINITY;
    for (int round = 0; round < ROUNDS && moved > SETTLED; round++) {
      moved = 0;
      for (Pair pair : pairs) {
        moved = Math.max(moved, pair.apply(values));
      }
    }
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    folded
        .weights()
        .asMap()
        .forEach(
            (name, tensor) ->
                tensors.put(
                    name, Tensor.of(Objects.requireNonNull(values.get(name)), tensor.shape())));
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
    return layer.dense() || layer.depthwise();
  }

  private static final LayerVisitor<Boolean> SCALES =
      new LayerVisitor.Otherwise<>() {
        @Override
        public Boolean otherwise(Layer layer) {
          return layer.passes();
        }

        @Override
        public Boolean pool(Layer.Pool layer) {
          return true;
        }

        @Override
        public Boolean globalAveragePool(Layer.GlobalAveragePool layer) {
          return true;
        }

        @Override
        public Boolean activation(Layer.Activation layer) {
          return layer.kind() == ActivationKind.RELU;
        }
      };

  /**
   * Whether multiplying a channel of the input by a positive number does the same to the output.
   */
  private static boolean scales(Layer layer) {
    return layer.accept(SCALES);
  }

  /**
   * Two layers of which the second alone reads the first.
   *
   * @param columns how many columns of the second read one channel of the first: more than one
   *     after flattening
   */
  private record Pair(Node first, Node second, int columns) {

    /** Evens out this pair, and says by how much the largest factor differs from 1. */
    double apply(Map<String, float[]> values) {
      float[] rows = weight(values, first);
      float[] next = weight(values, second);
      boolean depthwise = second.layer().depthwise();
      List<Integer> shape =
          Objects.requireNonNull(second.layer().tensors().get(Role.WEIGHT), second.name());
      int channels =
          Objects.requireNonNull(first.layer().tensors().get(Role.WEIGHT), first.name()).get(0);
      int perRow = rows.length / channels;
      int perOutput = next.length / shape.get(0);
      int perColumn = depthwise ? perOutput : perOutput / shape.get(1) * columns;
      float[] before = new float[channels];
      float[] after = new float[channels];
      for (int c = 0; c < channels; c++) {
        before[c] = largest(rows, c * perRow, perRow);
      }
      for (int run = 0; run * perColumn < next.length; run++) {
        int channel = run % channels;
        after[channel] = Math.max(after[channel], largest(next, run * perColumn, perColumn));
      }
      double[] factors = new double[channels];
      double moved = 0;
      for (int c = 0; c < channels; c++) {
        // a channel that is dead on one side cannot be evened out
        factors[c] = before[c] > 0 && after[c] > 0 ? Math.sqrt((double) before[c] / after[c]) : 1;
        moved = Math.max(moved, Math.abs(factors[c] - 1));
      }
      for (int i = 0; i < rows.length; i++) {
        rows[i] = (float) (rows[i] / factors[i / perRow]);
      }
      for (int run = 0; run * perColumn < next.length; run++) {
        double factor = factors[run % channels];
        for (int i = run * perColumn; i < (run + 1) * perColumn; i++) {
          next[i] = (float) (next[i] * factor);
        }
      }
      float[] offsets = values.get(Role.BIAS.of(first.name()));
      for (int c = 0; c < channels && offsets != null; c++) {
        offsets[c] = (float) (offsets[c] / factors[c]);
      }
      return moved;
    }

    private static float largest(float[] values, int from, int count) {
      float largest = 0;
      for (int i = from; i < from + count; i++) {
        largest = Math.max(largest, Math.abs(values[i]));
      }
      return largest;
    }

    private static float[] weight(Map<String, float[]> values, Node node) {
      return Objects.requireNonNull(values.get(Role.WEIGHT.of(node.name())));
    }
  }
}

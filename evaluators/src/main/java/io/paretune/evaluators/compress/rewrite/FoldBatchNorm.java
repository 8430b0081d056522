package io.paretune.evaluators.compress.rewrite;

import io.paretune.evaluators.network.Elementwise;
import io.paretune.evaluators.network.Layer;
import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.Node;
import io.paretune.evaluators.network.Tensor;
import io.paretune.evaluators.network.TensorSpec.Role;
import io.paretune.evaluators.network.WeightedNetwork;
import io.paretune.evaluators.network.Weights;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * Folds each batch normalisation and each affine map into the convolution or linear layer before
 * it, and drops identities and dropout. Lossless at inference up to rounding: {@code w' = w gamma /
 * sqrt(variance + epsilon)}, {@code b' = (b - mean) gamma / sqrt(variance + epsilon) + beta}. A
 * normalisation of a value that others read too, or that no such layer makes, stays.
 */
public final class FoldBatchNorm {

  private FoldBatchNorm() {}

  /**
   * The folded network.
   *
   * @throws IllegalArgumentException if the weights do not fit the network
   */
  public static WeightedNetwork fold(Network network, Weights weights) {
    Map<String, Tensor> tensors = new HashMap<>(weights.requireFor(network).asMap());
    Network plain = withoutIdentities(network);
    Map<String, String> replaced = new HashMap<>();
    Map<String, Node> kept = new LinkedHashMap<>();
    for (Node node : plain.nodes()) {
      List<String> inputs = renamed(node.inputs(), replaced);
      Node source = kept.get(inputs.get(0));
      if ((node.layer() instanceof Layer.BatchNorm || node.layer() instanceof Elementwise.Affine)
          && source != null
          && source.layer().weighted()
          && plain.consumers(node.inputs().get(0)).size() == 1) {
        Scaling scaling =
            node.layer() instanceof Layer.BatchNorm norm
                ? Scaling.of(node.name(), norm, tensors)
                : Scaling.ofAffine(node.name(), tensors);
        scaling.apply(source, tensors);
        kept.put(source.name(), source.withLayer(source.layer().biased()));
        replaced.put(node.name(), source.name());
      } else {
        kept.put(node.name(), node.withInputs(inputs));
      }
    }
    Network folded = Network.of(network.input(), new ArrayList<>(kept.values()));
    Map<String, Tensor> needed = new LinkedHashMap<>();
    folded
        .tensors()
        .forEach(spec -> needed.put(spec.name(), Objects.requireNonNull(tensors.get(spec.name()))));
    return new WeightedNetwork(folded, Weights.of(needed));
  }

  private static Network withoutIdentities(Network network) {
    Map<String, String> replaced = new HashMap<>();
    List<Node> kept = new ArrayList<>();
    for (Node node : network.nodes()) {
      List<String> inputs = renamed(node.inputs(), replaced);
      boolean identity =
          node.layer() instanceof Layer.Identity || node.layer() instanceof Layer.Dropout;
      if (identity && !node.name().equals(network.output().name())) {
        replaced.put(node.name(), inputs.get(0));
      } else {
        kept.add(node.withInputs(inputs));
      }
    }
    return Network.of(network.input(), kept);
  }

  private static List<String> renamed(List<String> names, Map<String, String> replaced) {
    return names.stream().map(name -> replaced.getOrDefault(name, name)).toList();
  }

  /** What a normalisation does to each channel: {@code x -> factor x + offset}. */
  private record Scaling(List<Double> factors, List<Double> offsets) {

    static Scaling of(String name, Layer.BatchNorm norm, Map<String, Tensor> tensors) {
      Tensor gamma = Objects.requireNonNull(tensors.get(Role.GAMMA.of(name)));
      Tensor beta = Objects.requireNonNull(tensors.get(Role.BETA.of(name)));
      Tensor mean = Objects.requireNonNull(tensors.get(Role.RUNNING_MEAN.of(name)));
      Tensor variance = Objects.requireNonNull(tensors.get(Role.RUNNING_VARIANCE.of(name)));
      List<Double> factors = new ArrayList<>();
      List<Double> offsets = new ArrayList<>();
      for (int c = 0; c < norm.channels(); c++) {
        double factor = gamma.at(c) / Math.sqrt(variance.at(c) + norm.epsilon());
        factors.add(factor);
        offsets.add(beta.at(c) - mean.at(c) * factor);
      }
      return new Scaling(factors, offsets);
    }

    static Scaling ofAffine(String name, Map<String, Tensor> tensors) {
      return new Scaling(
          doubles(Objects.requireNonNull(tensors.get(Role.GAMMA.of(name)))),
          doubles(Objects.requireNonNull(tensors.get(Role.BETA.of(name)))));
    }

    private static List<Double> doubles(Tensor tensor) {
      return IntStream.range(0, tensor.size()).mapToObj(i -> (double) tensor.at(i)).toList();
    }

    void apply(Node source, Map<String, Tensor> tensors) {
      Tensor weight = Objects.requireNonNull(tensors.get(Role.WEIGHT.of(source.name())));
      Tensor before = tensors.get(Role.BIAS.of(source.name()));
      float[] scaled = weight.toArray();
      float[] bias = new float[factors.size()];
      int perOutput = scaled.length / bias.length;
      for (int c = 0; c < bias.length; c++) {
        double factor = factors.get(c);
        for (int i = c * perOutput; i < (c + 1) * perOutput; i++) {
          scaled[i] = (float) (scaled[i] * factor);
        }
        bias[c] = (float) ((before == null ? 0 : before.at(c)) * factor + offsets.get(c));
      }
      tensors.put(Role.WEIGHT.of(source.name()), Tensor.of(scaled, weight.shape()));
      tensors.put(Role.BIAS.of(source.name()), Tensor.of(bias, bias.length));
    }
  }
}

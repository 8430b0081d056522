package io.paretune.evaluators.network;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.zip.CRC32;

/**
 * Initial weights as a pure function of network and seed. Each tensor has its own random stream,
 * seeded from the seed and its name, so that a tensor keeps its values when other layers come or
 * go.
 */
public final class Initialisation {

  /** Of learned tokens and positions (Dosovitskiy et al. 2021, arXiv:2010.11929, and its code). */
  private static final double TABLE_DEVIATION = 0.02;

  private Initialisation() {}

  /**
   * Normal with variance {@code 2 / fanIn} for weights (He et al. 2015, doi:10.1109/ICCV.2015.123,
   * eq. 10; for a linear layer {@code 1 / fanIn}, since logits follow no rectifier), zero for
   * biases; normalisation starts as the identity, learned tokens and positions near zero.
   */
  public static Weights kaiming(Network network, long seed) {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (Node node : network.nodes()) {
      for (TensorSpec spec : Network.tensors(node)) {
        tensors.put(spec.name(), kaiming(spec, node.layer().convolves(), seed));
      }
    }
    return Weights.of(tensors);
  }

  /**
   * As {@link #kaiming(Network, long)}, one tensor.
   *
   * @param convolves whether it belongs to a convolution
   */
  public static Tensor kaiming(TensorSpec spec, boolean convolves, long seed) {
    return switch (spec.role()) {
      case WEIGHT -> normal(spec, Math.sqrt((convolves ? 2.0 : 1.0) / fanIn(spec)), seed);
      case BIAS, BETA, SCORES, RUNNING_MEAN -> Tensor.filled(0, spec.dimensions());
      case GAMMA, RUNNING_VARIANCE -> Tensor.filled(1, spec.dimensions());
      case TABLE -> normal(spec, TABLE_DEVIATION, seed);
    };
  }

  /**
   * What a network starts from when another of its family was trained: every node that the other
   * has, too, takes over that one's tensors; the others start as {@link #kaiming} has them.
   *
   * @param source the other network's weights, by the names that its family gives
   * @throws IllegalArgumentException naming the first node whose tensors have other shapes, or if
   *     no node is in both
   */
  public static Weights inherited(Network network, Weights source, long seed) {
    Map<String, Tensor> taken = new LinkedHashMap<>();
    for (Node node : network.nodes()) {
      List<TensorSpec> specs = Network.tensors(node);
      if (specs.stream().anyMatch(spec -> source.contains(spec.name()))) {
        specs.forEach(spec -> taken.put(spec.name(), fitting(node, spec, source)));
      }
    }
    if (taken.isEmpty() && !network.tensors().isEmpty()) {
      throw new IllegalArgumentException(
          "a network must share nodes with the one whose weights it starts from, got none of %s; give weights of the same family"
              .formatted(source.names()));
    }
    return kaiming(network, seed).with(taken);
  }

  private static Tensor fitting(Node node, TensorSpec spec, Weights source) {
    String shape =
        source.contains(spec.name())
            ? Arrays.toString(source.get(spec.name()).shape())
            : "no tensor";
    if (!shape.equals(spec.shape().toString())) {
      throw new IllegalArgumentException(
          "a node must have the shape of the weights that it starts from, got %s of node '%s': %s here, %s in the weights; choose the same size or train it from nothing"
              .formatted(spec.role().suffix(), node.name(), spec.shape(), shape));
    }
    return source.get(spec.name());
  }

  private static long fanIn(TensorSpec spec) {
    return spec.elements() / spec.shape().get(0);
  }

  private static Tensor normal(TensorSpec spec, double deviation, long seed) {
    CRC32 nameHash = new CRC32();
    nameHash.update(spec.name().getBytes(StandardCharsets.UTF_8));
    RandomGenerator random =
        RandomGeneratorFactory.of("L64X128MixRandom")
            .create(seed * 0x9E3779B97F4A7C15L + nameHash.getValue());
    float[] values = new float[Math.toIntExact(spec.elements())];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (deviation * random.nextGaussian());
    }
    return Tensor.owning(values, spec.dimensions());
  }
}

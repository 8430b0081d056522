package io.paretune.evaluators.network;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Random small networks with random weights and examples, for equivalence tests. Deterministic in
 * the seed.
 */
public final class RandomNetworks {

  private RandomNetworks() {}

  /**
   * A network with residual sums, concatenations, depthwise and grouped convolutions, pools of all
   * kinds.
   */
  public static Network network(long seed) {
    return network(seed, true);
  }

  /**
   * A random network.
   *
   * @param exotic whether activations other than RELU, grouped convolutions and unfolded batch
   *     normalisation may occur
   */
  public static Network network(long seed, boolean exotic) {
    Random random = new Random(seed);
    int[] sizes = {6, 8, 9};
    int size = sizes[random.nextInt(sizes.length)];
    NetworkBuilder net = Network.from(Shape.image(1 + random.nextInt(3), size, size));
    unit(net.block("stem"), random, width(random), 1, exotic);
    int blocks = 1 + random.nextInt(3);
    for (int b = 0; b < blocks; b++) {
      net.block("block" + b);
      switch (random.nextInt(exotic ? 5 : 4)) {
        case 0 -> residual(net, random, exotic);
        case 1 -> branches(net, random, exotic);
        case 2 -> depthwise(net, random, exotic);
        case 3 -> pool(net, random);
        default -> {
          if (net.shape().channels() % 2 == 0) {
            net.conv(net.shape().channels(), Window.same(3), 2, random.nextBoolean());
          }
          net.batchNorm().layer("same", new Layer.Identity());
        }
      }
    }
    net.block("head");
    if (random.nextBoolean()) {
      net.globalAveragePool();
    }
    net.flatten();
    if (random.nextBoolean()) {
      net.linear(16).relu().dropout(0.5);
    }
    return net.linear(2 + random.nextInt(5)).build();
  }

  private static int width(Random random) {
    return 8 * (1 + random.nextInt(3));
  }

  private static void unit(
      NetworkBuilder net, Random random, int width, int stride, boolean exotic) {
    int kernel = 1 + 2 * random.nextInt(3);
    boolean dilated = exotic && random.nextInt(4) == 0;
    Window window = Window.same(kernel).withStride(stride);
    if (dilated) {
      window = window.withDilation(2).withPadding(kernel - 1);
    }
    net.conv(width, window, 1, random.nextBoolean()).batchNorm();
    activate(net, random, exotic);
  }

  private static void activate(NetworkBuilder net, Random random, boolean exotic) {
    ActivationKind[] kinds = ActivationKind.values();
    net.activation(
        exotic && random.nextInt(3) == 0
            ? kinds[random.nextInt(kinds.length)]
            : ActivationKind.RELU);
  }

  private static void residual(NetworkBuilder net, Random random, boolean exotic) {
    String start = net.at();
    int before = net.shape().channels();
    int width = random.nextBoolean() ? before : width(random);
    int stride = 1 + random.nextInt(2);
    net.conv(width(random), 3, stride).batchNorm().relu().conv(width, 3).batchNorm();
    String main = net.at();
    if (stride == 1 && width == before) {
      net.add(start);
    } else {
      net.from(start).conv(width, 1, stride).batchNorm().add(main);
    }
    activate(net, random, exotic);
  }

  private static void branches(NetworkBuilder net, Random random, boolean exotic) {
    String start = net.at();
    unit(net, random, width(random), 1, exotic);
    String left = net.at();
    net.from(start);
    unit(net, random, width(random), 1, exotic);
    net.concat(left);
    if (random.nextBoolean()) {
      // A sum over a concatenation ties the channels of both branches to another layer's.
      String joined = net.at();
      int channels = net.shape().channels();
      net.from(start).conv(channels, 1).add(joined);
    }
  }

  private static void depthwise(NetworkBuilder net, Random random, boolean exotic) {
    net.depthwise(3, 1 + random.nextInt(2)).batchNorm();
    activate(net, random, exotic);
    net.conv(width(random), 1).batchNorm();
  }

  private static void pool(NetworkBuilder net, Random random) {
    int height = ((Shape.Image) net.shape()).height();
    int kernel = Math.min(height, 2 + random.nextInt(2));
    Window window = Window.square(kernel).withPadding(kernel > 1 ? random.nextInt(2) : 0);
    net.layer(
        "pool",
        new Layer.Pool(random.nextBoolean() ? Layer.PoolKind.MAX : Layer.PoolKind.AVERAGE, window));
  }

  /** Random weights with lively batch normalisation, small enough that activations stay near 1. */
  public static Weights weights(Network network, long seed) {
    Random random = new Random(seed ^ 0x5DEECE66DL);
    Map<String, Tensor> tensors =
        new LinkedHashMap<>(Initialisation.kaiming(network, seed).asMap());
    for (TensorSpec spec : network.tensors()) {
      if (spec.role() == TensorSpec.Role.WEIGHT) {
        continue;
      }
      float[] values = new float[(int) spec.elements()];
      for (int i = 0; i < values.length; i++) {
        values[i] =
            switch (spec.role()) {
              case GAMMA, RUNNING_VARIANCE -> 0.5f + random.nextFloat();
              default -> random.nextFloat() - 0.5f;
            };
      }
      tensors.put(spec.name(), Tensor.of(values, spec.dimensions()));
    }
    return Weights.of(tensors);
  }

  /** Examples with values in [-1, 1). */
  public static float[][] examples(Network network, int count, long seed) {
    Random random = new Random(seed + 17);
    List<float[]> examples = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      float[] values = new float[network.input().elements()];
      for (int j = 0; j < values.length; j++) {
        values[j] = 2 * random.nextFloat() - 1;
      }
      examples.add(values);
    }
    return examples.toArray(float[][]::new);
  }
}

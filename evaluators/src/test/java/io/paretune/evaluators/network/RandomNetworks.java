package io.paretune.evaluators.network;

import java.util.ArrayList;
import java.util.Arrays;
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
   * kinds, and in one of four blocks of a transformer behind them.
   */
  public static Network network(long seed) {
    return network(seed, true);
  }

  /**
   * A random network.
   *
   * @param exotic whether activations other than RELU, grouped convolutions, unfolded batch
   *     normalisation, gates and the layers of imported networks may occur
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
      switch (random.nextInt(exotic ? 9 : 4)) {
        case 0 -> residual(net, random, exotic);
        case 1 -> branches(net, random, exotic);
        case 2 -> depthwise(net, random, exotic);
        case 3 -> pool(net, random);
        case 4 -> gate(net, random);
        case 5 -> parameterFreeShortcut(net, random);
        case 6 -> shuffledHalves(net, random);
        case 7 -> frame(net, random);
        default -> {
          if (net.shape().channels() % 2 == 0) {
            net.conv(net.shape().channels(), Window.same(3), 2, random.nextBoolean());
          }
          net.batchNorm().layer("same", new Layer.Identity());
        }
      }
    }
    if (exotic && new Random(~seed).nextInt(4) == 0) {
      RandomTokens.transform(net, new Random(seed));
    } else {
      net.block("head");
      if (random.nextBoolean()) {
        net.globalAveragePool();
      }
      net.flatten();
    }
    if (random.nextBoolean()) {
      net.linear(16).relu().dropout(0.5);
    }
    net.linear(2 + random.nextInt(5));
    if (exotic && random.nextInt(4) == 0) {
      net.layer("softmax", new Layer.Softmax(random.nextBoolean()));
    }
    return net.build();
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
    // A step has no neighbourhood: whatever rounds a little answers otherwise behind it.
    ActivationKind[] kinds =
        Arrays.stream(ActivationKind.values())
            .filter(kind -> kind != ActivationKind.SIGN)
            .toArray(ActivationKind[]::new);
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

  /** Squeeze and excitation, on a vector or on an image of 1 x 1, or a gate of the places. */
  private static void gate(NetworkBuilder net, Random random) {
    String start = net.at();
    int channels = net.shape().channels();
    switch (random.nextInt(3)) {
      case 0 ->
          net.globalAveragePool()
              .flatten()
              .linear(8)
              .relu()
              .linear(channels)
              .activation(ActivationKind.SIGMOID)
              .layer("unflatten", new Movement.Unflatten(channels, 1, 1));
      case 1 ->
          net.globalAveragePool()
              .conv(8, Window.square(1), 1, true)
              .layer("act", new Elementwise.LeakyRelu(0.1))
              .conv(channels, Window.square(1), 1, true)
              .activation(ActivationKind.HARD_SIGMOID);
      default -> net.conv(1, 3).activation(ActivationKind.SIGMOID);
    }
    String gate = net.at();
    net.from(start).join("gate", new Elementwise.Multiply(), gate);
  }

  /** Every second place of the input, with channels of zeros (He et al. 2016, option A). */
  private static void parameterFreeShortcut(NetworkBuilder net, Random random) {
    String start = net.at();
    Shape.Image in = (Shape.Image) net.shape();
    int more = 4 * random.nextInt(3);
    net.conv(in.channels() + 2 * more, 3, 2).batchNorm();
    String main = net.at();
    int height = (in.height() + 1) / 2;
    int width = (in.width() + 1) / 2;
    net.from(start).layer("crop", new Movement.Crop(0, 0, height, width, 2, 2));
    net.layer("pad", Movement.SelectChannels.range(in.channels(), more, 0, in.channels(), more));
    net.add(main).relu();
  }

  /** Channels split in two, one half convolved, the halves interleaved, some channels of zeros. */
  private static void shuffledHalves(NetworkBuilder net, Random random) {
    int half = width(random);
    net.conv(2 * half, 1).layer("affine", new Elementwise.Affine(2 * half));
    String whole = net.at();
    net.layer("half", Movement.SelectChannels.range(2 * half, 0, 0, half, 0));
    String left = net.at();
    net.from(whole).layer("half", Movement.SelectChannels.range(2 * half, 0, half, 2 * half, 0));
    net.conv(half, 3).batchNorm().relu().concat(left);
    List<Integer> shuffled = new ArrayList<>();
    for (int c = 0; c < half; c++) {
      shuffled.add(c);
      shuffled.add(half + c);
    }
    if (random.nextBoolean()) {
      shuffled.set(random.nextInt(2 * half), Movement.ZERO);
    }
    net.layer("shuffle", new Movement.SelectChannels(2 * half, shuffled));
  }

  /** Uneven padding, as "same" padding at stride 2 makes it, and a limited range. */
  private static void frame(NetworkBuilder net, Random random) {
    net.layer("clip", new Elementwise.Clip(-0.5, 1.5));
    Movement.Border border = random.nextBoolean() ? Movement.Border.ZERO : Movement.Border.EDGE;
    net.layer("frame", new Movement.Pad(random.nextInt(2), 0, 1, 1, border));
    if (border == Movement.Border.ZERO) {
      net.conv(width(random), Window.square(2).withStride(2), 1, true);
    } else {
      net.maxPool(2, 2);
    }
  }

  private static void pool(NetworkBuilder net, Random random) {
    Shape.Image in = (Shape.Image) net.shape();
    int kernel = Math.min(Math.min(in.height(), in.width()), 2 + random.nextInt(2));
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
      examples.add(example(network.input(), random));
    }
    return examples.toArray(float[][]::new);
  }

  /** Values from -1 to 1, or a text of any length. */
  static float[] example(Shape input, Random random) {
    float[] values = new float[input.elements()];
    int length = input instanceof Shape.Ids ? 1 + random.nextInt(values.length) : values.length;
    for (int j = 0; j < length; j++) {
      values[j] =
          input instanceof Shape.Ids ids
              ? 1 + random.nextInt(ids.vocabulary() - 1)
              : 2 * random.nextFloat() - 1;
    }
    return values;
  }
}

package io.paretune.evaluators.train;

import io.paretune.evaluators.data.DataSet;
import io.paretune.evaluators.data.Preprocessing;
import io.paretune.evaluators.data.TrainSplit;
import io.paretune.evaluators.data.ValidationSplit;
import io.paretune.evaluators.data.source.Examples;
import io.paretune.evaluators.data.source.InputShape;
import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.NetworkBuilder;
import io.paretune.evaluators.network.Shape;
import io.paretune.evaluators.network.Tensor;
import io.paretune.evaluators.network.TensorSpec;
import io.paretune.evaluators.network.Weights;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/** Tiny data and networks. */
public final class Samples {
  private Samples() {}

  public static RandomGenerator random(long seed) {
    return RandomGeneratorFactory.<RandomGenerator>of("L64X128MixRandom").create(seed);
  }

  /** Noise with a bright left half (class 0), right half (class 1) or neither (class 2). */
  public static Examples halves(int size, long seed) {
    RandomGenerator random = random(seed);
    byte[] pixels = new byte[size * 64];
    int[] labels = new int[size];
    for (int i = 0; i < size; i++) {
      labels[i] = i % 3;
      for (int p = 0; p < 64; p++) {
        boolean bright = labels[i] == 0 ? p % 8 < 4 : labels[i] == 1 && p % 8 >= 4;
        pixels[i * 64 + p] = (byte) (random.nextInt(100) + (bright ? 100 : 0));
      }
    }
    return Examples.ofBytes(
        new InputShape(1, 8, 8), List.of("left", "right", "dark"), pixels, labels);
  }

  public static DataSet halves() {
    Examples train = halves(90, 1);
    Preprocessing preprocessing = Preprocessing.measured(train);
    return new DataSet(
        "halves",
        new TrainSplit(train, preprocessing),
        new ValidationSplit(halves(30, 2), preprocessing),
        "halves",
        "untested");
  }

  /** A residual network with strides and a shortcut convolution. */
  public static Network residual(int width) {
    NetworkBuilder net = Network.from(Shape.image(1, 8, 8));
    net.block("stem").conv(width, 3).batchNorm().relu();
    String before = net.at();
    net.block("body").conv(2 * width, 3, 2).batchNorm().relu().conv(2 * width, 3).batchNorm();
    String main = net.at();
    net.from(before).conv(2 * width, 1, 2).batchNorm();
    String shortcut = net.at();
    net.from(main).add(shortcut).relu();
    return net.block("head").globalAveragePool().flatten().linear(3).build();
  }

  /** Random values everywhere, variances positive. */
  public static Weights weights(Network network, long seed) {
    RandomGenerator random = random(seed);
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (TensorSpec spec : network.tensors()) {
      float[] values = new float[(int) spec.elements()];
      for (int i = 0; i < values.length; i++) {
        values[i] =
            spec.role() == TensorSpec.Role.RUNNING_VARIANCE
                ? 0.5f + random.nextFloat()
                : (float) (0.5 * random.nextGaussian());
      }
      tensors.put(spec.name(), Tensor.of(values, spec.dimensions()));
    }
    return Weights.of(tensors);
  }
}

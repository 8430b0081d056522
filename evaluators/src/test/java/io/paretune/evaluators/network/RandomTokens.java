package io.paretune.evaluators.network;

import java.util.Random;

/** Blocks of a transformer on the places of an image, of random sizes. */
final class RandomTokens {

  private RandomTokens() {}

  /** From an image to a vector. */
  static void transform(NetworkBuilder net, Random random) {
    int heads = 1 + random.nextInt(3);
    int width = 4 * (1 + random.nextInt(3));
    // attention of a single token to itself is none
    net.block("tokens").layer("pad", new Movement.Pad(0, 0, 2, 0, Movement.Border.ZERO));
    Shape.Image in = (Shape.Image) net.shape();
    Window window = Window.square(Math.min(2, in.width()));
    net.conv(width, window.withStride(window.kernelWidth()), 1, true);
    net.layer("tokens", new Movement.ImageTokens());
    boolean token = random.nextBoolean();
    if (token) {
      net.layer("class", new TokenLayer.PrependTokens(1 + random.nextInt(2), width));
    }
    int tokens = ((Shape.Sequence) net.shape()).tokens();
    net.layer("positions", new TokenLayer.AddPositions(tokens, width)).dropout(0.1);
    for (int b = 0; b <= random.nextInt(2); b++) {
      net.block("transformer" + b);
      attention(net, heads, 1 + random.nextInt(5));
      perceptron(net, random, 8 * (1 + random.nextInt(2)));
    }
    net.block("head").layer("norm", TokenLayer.LayerNorm.of(width));
    net.layer(
        "pool",
        token ? new Movement.OneToken(0) : new TokenLayer.TokenMean(random.nextInt(2) % tokens));
  }

  private static void attention(NetworkBuilder net, int heads, int headWidth) {
    String start = net.at();
    int width = net.shape().channels();
    String normalised = net.layer("norm", TokenLayer.LayerNorm.of(width)).at();
    TokenLayer.Attention attention = TokenLayer.Attention.of(heads, headWidth);
    String key = net.layer("linear", new Layer.Linear(width, attention.width(), true)).at();
    net.from(normalised);
    String value = net.layer("linear", new Layer.Linear(width, attention.width(), false)).at();
    net.from(normalised).layer("linear", new Layer.Linear(width, attention.width(), true));
    net.join("attention", attention, key, value);
    net.layer("linear", new Layer.Linear(attention.width(), width, true)).add(start);
  }

  private static void perceptron(NetworkBuilder net, Random random, int inner) {
    String start = net.at();
    int width = net.shape().channels();
    net.layer("norm", TokenLayer.LayerNorm.of(width));
    net.layer("linear", new Layer.Linear(width, inner, true));
    net.activation(random.nextBoolean() ? ActivationKind.GELU : ActivationKind.GELU_TANH);
    net.layer("affine", new Elementwise.Affine(inner));
    net.layer("linear", new Layer.Linear(inner, width, true)).add(start);
  }
}

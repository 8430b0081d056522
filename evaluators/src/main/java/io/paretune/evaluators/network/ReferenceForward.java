package io.paretune.evaluators.network;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.DoubleUnaryOperator;

/**
 * The obvious, slow interpreter of a network at inference: sums in double precision, one example at
 * a time. The yardstick for every rewrite and every export; not for use in a search. Thread safe.
 */
public final class ReferenceForward {

  private final Network network;
  private final Weights weights;

  /**
   * An interpreter of this network.
   *
   * @throws IllegalArgumentException if the weights do not fit the network
   */
  public ReferenceForward(Network network, Weights weights) {
    this.network = network;
    this.weights = weights.requireFor(network);
  }

  /**
   * The class scores of one example.
   *
   * @param example {@code float[elements]} in channel, row, column order
   * @return {@code float[classes]}
   */
  public float[] logits(float[] example) {
    Map<String, float[]> values = trace(example);
    return Objects.requireNonNull(values.get(network.output().name())).clone();
  }

  /** The value of every node for one example, by node name, in topological order. */
  public Map<String, float[]> trace(float[] example) {
    if (example.length != network.input().elements()) {
      throw new IllegalArgumentException(
          "an example must have %d values, got %d"
              .formatted(network.input().elements(), example.length));
    }
    Map<String, float[]> values = new LinkedHashMap<>();
    values.put(Network.INPUT, example.clone());
    for (Node node : network.nodes()) {
      List<float[]> inputs = node.inputs().stream().map(values::get).toList();
      values.put(node.name(), node.layer().accept(new Value(node, inputs)));
    }
    return values;
  }

  /** The value of one node. */
  private final class Value implements LayerVisitor<float[]> {
    private final Node node;
    private final List<float[]> inputs;
    private final float[] x;
    private final Shape in;
    private final Shape out;

    Value(Node node, List<float[]> inputs) {
      this.node = node;
      this.inputs = inputs;
      this.x = inputs.get(0);
      this.in = network.shapeOf(node.inputs().get(0));
      this.out = network.shapeOf(node.name());
    }

    @Override
    public float[] conv2d(Layer.Conv2d conv) {
      return conv(node, conv, x, (Shape.Image) in, (Shape.Image) out);
    }

    @Override
    public float[] convTranspose2d(Upsampling.ConvTranspose2d conv) {
      Tensor weight = tensor(node, TensorSpec.Role.WEIGHT);
      float[] bias = conv.bias() ? tensor(node, TensorSpec.Role.BIAS).toArray() : new float[0];
      return ReferenceUpsampling.transposed(conv, x, weight.toArray(), bias, (Shape.Image) in);
    }

    @Override
    public float[] resize(Upsampling.Resize resize) {
      return ReferenceUpsampling.resized(resize, x, (Shape.Image) in);
    }

    @Override
    public float[] linear(Layer.Linear linear) {
      return ReferenceForward.this.linear(node, linear, x);
    }

    @Override
    public float[] batchNorm(Layer.BatchNorm norm) {
      return ReferenceForward.this.batchNorm(node, norm, x);
    }

    @Override
    public float[] activation(Layer.Activation activation) {
      return each(x, activation.kind()::apply);
    }

    @Override
    public float[] pool(Layer.Pool pool) {
      return ReferenceForward.pool(pool, x, (Shape.Image) in, (Shape.Image) out);
    }

    @Override
    public float[] globalAveragePool(Layer.GlobalAveragePool pool) {
      return globalAverage(x, in.channels());
    }

    @Override
    public float[] add(Layer.Add add) {
      return sum(inputs);
    }

    @Override
    public float[] concat(Layer.Concat concat) {
      return join(inputs, out.elements());
    }

    @Override
    public float[] flatten(Layer.Flatten flatten) {
      return x;
    }

    @Override
    public float[] softmax(Layer.Softmax softmax) {
      return ReferenceForward.softmax(x, softmax.log());
    }

    @Override
    public float[] localResponseNorm(Layer.LocalResponseNorm norm) {
      return ReferenceForward.localResponseNorm(norm, x, in.channels());
    }

    @Override
    public float[] identity(Layer.Identity identity) {
      return x;
    }

    @Override
    public float[] dropout(Layer.Dropout dropout) {
      return x;
    }

    @Override
    public float[] leakyRelu(Elementwise.LeakyRelu leaky) {
      return each(x, leaky::apply);
    }

    @Override
    public float[] clip(Elementwise.Clip clip) {
      return each(x, clip::apply);
    }

    @Override
    public float[] affine(Elementwise.Affine affine) {
      return ReferenceForward.this.affine(node, in, x);
    }

    @Override
    public float[] multiply(Elementwise.Multiply multiply) {
      return product(inputs, network.inputShapes(node), out);
    }

    @Override
    public float[] embedding(TokenLayer.Embedding embedding) {
      return ReferenceTokens.embedded(x, embedding, tensor(node, TensorSpec.Role.TABLE));
    }

    @Override
    public float[] prependTokens(TokenLayer.PrependTokens tokens) {
      return join(List.of(tensor(node, TensorSpec.Role.TABLE).toArray(), x), out.elements());
    }

    @Override
    public float[] addPositions(TokenLayer.AddPositions positions) {
      return sum(List.of(x, tensor(node, TensorSpec.Role.TABLE).toArray()));
    }

    @Override
    public float[] layerNorm(TokenLayer.LayerNorm norm) {
      Tensor gamma = tensor(node, TensorSpec.Role.GAMMA);
      return ReferenceTokens.normalised(x, norm, gamma, tensor(node, TensorSpec.Role.BETA));
    }

    @Override
    public float[] attention(TokenLayer.Attention attention) {
      float[] added =
          attention.places() == 0 ? new float[0] : tensor(node, TensorSpec.Role.SCORES).toArray();
      return ReferenceTokens.attention(inputs, attention, added);
    }

    @Override
    public float[] tokenMean(TokenLayer.TokenMean mean) {
      return ReferenceTokens.mean(inputs, mean.first(), out.elements());
    }

    @Override
    public float[] pad(Movement.Pad pad) {
      return moved(pad, x, in);
    }

    @Override
    public float[] crop(Movement.Crop crop) {
      return moved(crop, x, in);
    }

    @Override
    public float[] selectChannels(Movement.SelectChannels select) {
      return moved(select, x, in);
    }

    @Override
    public float[] unflatten(Movement.Unflatten image) {
      return moved(image, x, in);
    }

    @Override
    public float[] imageTokens(Movement.ImageTokens tokens) {
      return moved(tokens, x, in);
    }

    @Override
    public float[] tokenImage(Movement.TokenImage image) {
      return moved(image, x, in);
    }

    @Override
    public float[] selectTokens(Movement.SelectTokens tokens) {
      return moved(tokens, x, in);
    }

    @Override
    public float[] oneToken(Movement.OneToken token) {
      return moved(token, x, in);
    }
  }

  private static float[] moved(Movement movement, float[] x, Shape in) {
    int[] sources = movement.sources(in);
    float[] y = new float[sources.length];
    for (int i = 0; i < y.length; i++) {
      y[i] = sources[i] == Movement.ZERO ? 0 : x[sources[i]];
    }
    return y;
  }

  private float[] affine(Node node, Shape shape, float[] x) {
    Tensor gamma = tensor(node, TensorSpec.Role.GAMMA);
    Tensor beta = tensor(node, TensorSpec.Role.BETA);
    float[] y = new float[x.length];
    for (int i = 0; i < y.length; i++) {
      int c = shape.channelOf(i);
      y[i] = (float) ((double) gamma.at(c) * x[i] + beta.at(c));
    }
    return y;
  }

  private Tensor tensor(Node node, TensorSpec.Role role) {
    return weights.get(role.of(node.name()));
  }

  private float[] conv(Node node, Layer.Conv2d conv, float[] x, Shape.Image in, Shape.Image out) {
    float[] weight = tensor(node, TensorSpec.Role.WEIGHT).toArray();
    Window window = conv.window();
    int perGroup = conv.inputs() / conv.groups();
    int outPerGroup = conv.outputs() / conv.groups();
    float[] y = new float[out.elements()];
    int index = 0;
    for (int o = 0; o < out.channels(); o++) {
      double bias = conv.bias() ? tensor(node, TensorSpec.Role.BIAS).at(o) : 0;
      int firstInput = o / outPerGroup * perGroup;
      for (int row = 0; row < out.height(); row++) {
        int top = row * window.strideHeight() - window.paddingHeight();
        for (int column = 0; column < out.width(); column++) {
          int left = column * window.strideWidth() - window.paddingWidth();
          double sum = bias;
          int w = o * perGroup * window.area();
          for (int i = 0; i < perGroup; i++) {
            for (int kr = 0; kr < window.kernelHeight(); kr++, w += window.kernelWidth()) {
              int r = top + kr * window.dilationHeight();
              if (r >= 0 && r < in.height()) {
                int line = ((firstInput + i) * in.height() + r) * in.width();
                for (int kc = 0; kc < window.kernelWidth(); kc++) {
                  int c = left + kc * window.dilationWidth();
                  if (c >= 0 && c < in.width()) {
                    sum += (double) weight[w + kc] * x[line + c];
                  }
                }
              }
            }
          }
          y[index++] = (float) sum;
        }
      }
    }
    return y;
  }

  private float[] linear(Node node, Layer.Linear linear, float[] x) {
    float[] weight = tensor(node, TensorSpec.Role.WEIGHT).toArray();
    int features = linear.inputs();
    float[] y = new float[x.length / features * linear.outputs()];
    for (int n = 0; n < y.length; n++) {
      int o = n % linear.outputs();
      int from = n / linear.outputs() * features;
      double sum = linear.bias() ? tensor(node, TensorSpec.Role.BIAS).at(o) : 0;
      for (int i = 0; i < features; i++) {
        sum += (double) weight[o * features + i] * x[from + i];
      }
      y[n] = (float) sum;
    }
    return y;
  }

  private float[] batchNorm(Node node, Layer.BatchNorm norm, float[] x) {
    float[] y = new float[x.length];
    int plane = x.length / norm.channels();
    for (int c = 0; c < norm.channels(); c++) {
      double variance = tensor(node, TensorSpec.Role.RUNNING_VARIANCE).at(c);
      double scale =
          tensor(node, TensorSpec.Role.GAMMA).at(c) / Math.sqrt(variance + norm.epsilon());
      double mean = tensor(node, TensorSpec.Role.RUNNING_MEAN).at(c);
      double offset = tensor(node, TensorSpec.Role.BETA).at(c);
      for (int i = c * plane; i < (c + 1) * plane; i++) {
        y[i] = (float) ((x[i] - mean) * scale + offset);
      }
    }
    return y;
  }

  private static float[] localResponseNorm(Layer.LocalResponseNorm norm, float[] x, int channels) {
    float[] y = new float[x.length];
    int plane = x.length / channels;
    for (int i = 0; i < y.length; i++) {
      int own = i / plane;
      double squares = 0;
      for (int c = Math.max(0, own - norm.reach());
          c <= Math.min(channels - 1, own + norm.reach());
          c++) {
        double neighbour = x[c * plane + i % plane];
        squares += neighbour * neighbour;
      }
      y[i] =
          (float)
              (x[i] / Math.pow(norm.bias() + norm.alpha() / norm.size() * squares, norm.beta()));
    }
    return y;
  }

  private static float[] pool(Layer.Pool pool, float[] x, Shape.Image in, Shape.Image out) {
    Window window = pool.window();
    float[] y = new float[out.elements()];
    int index = 0;
    for (int ch = 0; ch < out.channels(); ch++) {
      for (int row = 0; row < out.height(); row++) {
        for (int column = 0; column < out.width(); column++) {
          double sum = 0;
          float largest = Float.NEGATIVE_INFINITY;
          int count = 0;
          int top = row * window.strideHeight() - window.paddingHeight();
          int left = column * window.strideWidth() - window.paddingWidth();
          for (int r = Math.max(0, top);
              r < Math.min(in.height(), top + window.kernelHeight());
              r++) {
            for (int c = Math.max(0, left);
                c < Math.min(in.width(), left + window.kernelWidth());
                c++) {
              float v = x[(ch * in.height() + r) * in.width() + c];
              sum += v;
              largest = Math.max(largest, v);
              count++;
            }
          }
          y[index++] = pool.kind() == Layer.PoolKind.MAX ? largest : (float) (sum / count);
        }
      }
    }
    return y;
  }

  private static float[] product(List<float[]> inputs, List<Shape> shapes, Shape out) {
    float[] y = new float[out.elements()];
    int plane = y.length / out.channels();
    Arrays.fill(y, 1);
    for (int n = 0; n < inputs.size(); n++) {
      float[] x = inputs.get(n);
      int ownChannels = shapes.get(n).channels();
      boolean wide = shapes.get(n) instanceof Shape.Image image && image.width() > 1;
      boolean high = shapes.get(n) instanceof Shape.Image image && image.height() > 1;
      int width = out instanceof Shape.Image image ? image.width() : 1;
      for (int i = 0; i < y.length; i++) {
        int channel = ownChannels == 1 ? 0 : i / plane;
        int row = high ? i % plane / width : 0;
        int column = wide ? i % width : 0;
        y[i] *= x[channel * (x.length / ownChannels) + row * (wide ? width : 1) + column];
      }
    }
    return y;
  }

  private static float[] each(float[] x, DoubleUnaryOperator function) {
    float[] y = new float[x.length];
    for (int i = 0; i < y.length; i++) {
      y[i] = (float) function.applyAsDouble(x[i]);
    }
    return y;
  }

  private static float[] softmax(float[] x, boolean log) {
    double highest = Double.NEGATIVE_INFINITY;
    for (float v : x) {
      highest = Math.max(highest, v);
    }
    double sum = 0;
    for (float v : x) {
      sum += Math.exp(v - highest);
    }
    double shift = highest + Math.log(sum);
    return each(x, v -> log ? v - shift : Math.exp(v - shift));
  }

  private static float[] globalAverage(float[] x, int channels) {
    float[] y = new float[channels];
    int plane = x.length / channels;
    for (int c = 0; c < channels; c++) {
      double sum = 0;
      for (int i = c * plane; i < (c + 1) * plane; i++) {
        sum += x[i];
      }
      y[c] = (float) (sum / plane);
    }
    return y;
  }

  private static float[] sum(List<float[]> inputs) {
    float[] y = new float[inputs.get(0).length];
    for (float[] x : inputs) {
      for (int i = 0; i < y.length; i++) {
        y[i] += x[i];
      }
    }
    return y;
  }

  private static float[] join(List<float[]> inputs, int length) {
    float[] y = new float[length];
    int position = 0;
    for (float[] x : inputs) {
      System.arraycopy(x, 0, y, position, x.length);
      position += x.length;
    }
    return y;
  }
}

package io.paretune.evaluators.train.forward;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.nn.norm.Dropout;
import ai.djl.nn.pooling.Pool;
import io.paretune.evaluators.network.ActivationKind;
import io.paretune.evaluators.network.Elementwise;
import io.paretune.evaluators.network.Layer;
import io.paretune.evaluators.network.LayerVisitor;
import io.paretune.evaluators.network.Movement;
import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.Node;
import io.paretune.evaluators.network.TensorSpec;
import io.paretune.evaluators.network.TokenLayer;
import io.paretune.evaluators.network.Upsampling;
import io.paretune.evaluators.network.Window;
import io.paretune.evaluators.task.loss.Scalars;
import io.paretune.evaluators.train.forward.operator.Movements;
import io.paretune.evaluators.train.forward.operator.TokenOperators;
import io.paretune.evaluators.train.forward.operator.UpsamplingOperators;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The trainable form of a network: a function of network, weights and input. It holds no state;
 * every intermediate array belongs to the manager of the input or of a weight, except that running
 * statistics are updated in place in {@link Mode#TRAINING}.
 */
public final class Forward {
  private final Network network;
  private final Map<String, NDArray> weights;
  private final Mode mode;
  private final ForwardTransform transform;

  private Forward(
      Network network, Map<String, NDArray> weights, Mode mode, ForwardTransform transform) {
    this.network = network;
    this.weights = weights;
    this.mode = mode;
    this.transform = transform;
  }

  /**
   * The outputs.
   *
   * @param weights a {@code float} array for each of {@code network.tensors()}, by name
   * @param input {@code float[batch][channels][height][width]}, or {@code [batch][features]}, or
   *     ids {@code [batch][tokens]}
   * @return {@code float[batch][outputs]}, owned by the input's manager; in training before a
   *     closing softmax or logistic function, as a loss wants them
   * @throws IllegalArgumentException if a weight is missing
   */
  public static NDArray run(
      Network network, Map<String, NDArray> weights, NDArray input, Mode mode) {
    return run(network, weights, input, mode, WeightTransform.identity());
  }

  /**
   * As {@link #run(Network, Map, NDArray, Mode)}, with trainable weights and values passed through
   * a transform.
   *
   * @param weights those of the network, and the transform's parameters
   */
  public static NDArray run(
      Network network,
      Map<String, NDArray> weights,
      NDArray input,
      Mode mode,
      ForwardTransform transform) {
    Map<String, NDArray> values = values(network, weights, input, mode, transform);
    return required(values.get(network.output().name()), network.output().name());
  }

  /** As {@link #run}, with the values of all nodes, by name. */
  public static Map<String, NDArray> values(
      Network network,
      Map<String, NDArray> weights,
      NDArray input,
      Mode mode,
      ForwardTransform transform) {
    return new Forward(network, weights, mode, transform)
        .all(network.nodes(), Map.of(Network.INPUT, input));
  }

  /**
   * As {@link #values}, of a part of the network, as it is deployed.
   *
   * @param nodes in the network's order
   * @param known what they read of others, by name
   */
  public static Map<String, NDArray> part(
      Network network,
      Map<String, NDArray> weights,
      List<Node> nodes,
      Map<String, NDArray> known,
      ForwardTransform transform) {
    return new Forward(network, weights, Mode.EVALUATION, transform).all(nodes, known);
  }

  private Map<String, NDArray> all(List<Node> nodes, Map<String, NDArray> known) {
    Map<String, NDArray> values = new HashMap<>(known);
    Map<String, NDArray> changed = new HashMap<>();
    for (Node node : nodes) {
      List<NDArray> sources =
          node.inputs().stream().map(name -> read(node, name, values, changed)).toList();
      values.put(node.name(), node.layer().accept(new Value(node, sources)));
    }
    return values;
  }

  private NDArray read(
      Node reader, String name, Map<String, NDArray> values, Map<String, NDArray> changed) {
    NDArray value = required(values.get(name), name);
    return transform.changes(reader, name)
        ? changed.computeIfAbsent(name, key -> transform.value(key, value, weights))
        : value;
  }

  private static NDArray required(@Nullable NDArray array, String name) {
    if (array == null) {
      throw new IllegalArgumentException(
          "every tensor must be given, got none (tensor '" + name + "')");
    }
    return array;
  }

  private @Nullable NDArray weight(Map<TensorSpec.Role, NDArray> tensors, TensorSpec.Role role) {
    return tensors.get(role);
  }

  private Map<TensorSpec.Role, NDArray> tensors(Node node) {
    Map<TensorSpec.Role, NDArray> tensors = new HashMap<>();
    for (TensorSpec spec : Network.tensors(node)) {
      if (spec.role().trainable()) {
        NDArray stored = required(weights.get(spec.name()), spec.name());
        tensors.put(spec.role(), transform.weight(spec, stored, weights));
      } else if (mode != Mode.BATCH_STATISTICS) {
        NDArray stored = required(weights.get(spec.name()), spec.name());
        tensors.put(spec.role(), transform.statistic(spec, stored));
      }
    }
    return tensors;
  }

  /** Whether a loss reads what a node, if it only closes the network, makes probabilities of. */
  private boolean isForLoss(Node node) {
    return training() && network.nodes().size() > 1 && node.name().equals(network.output().name());
  }

  /** The value of one node: the one place that knows how PyTorch computes each layer. */
  private final class Value implements LayerVisitor<NDArray> {
    private final Node node;
    private final List<NDArray> inputs;
    private final NDArray x;
    private final Movements moves;

    Value(Node node, List<NDArray> inputs) {
      this.node = node;
      this.inputs = inputs;
      this.x = inputs.get(0);
      this.moves = new Movements(x);
    }

    @Override
    public NDArray conv2d(Layer.Conv2d conv) {
      return convolve(x, conv, tensors(node));
    }

    @Override
    public NDArray convTranspose2d(Upsampling.ConvTranspose2d conv) {
      Map<TensorSpec.Role, NDArray> own = tensors(node);
      NDArray kernel = required(own.get(TensorSpec.Role.WEIGHT), "weight");
      return UpsamplingOperators.transposed(x, conv, kernel, weight(own, TensorSpec.Role.BIAS));
    }

    @Override
    public NDArray resize(Upsampling.Resize resize) {
      return UpsamplingOperators.resized(x, resize);
    }

    @Override
    public NDArray linear(Layer.Linear linear) {
      Map<TensorSpec.Role, NDArray> own = tensors(node);
      NDArray weight = weight(own, TensorSpec.Role.WEIGHT);
      return Linear.linear(x, weight, weight(own, TensorSpec.Role.BIAS)).singletonOrThrow();
    }

    @Override
    public NDArray batchNorm(Layer.BatchNorm norm) {
      return normalise(x, norm, tensors(node));
    }

    @Override
    public NDArray activation(Layer.Activation activation) {
      boolean raw = activation.kind() == ActivationKind.SIGMOID && isForLoss(node);
      return raw ? x : activate(x, activation.kind());
    }

    @Override
    public NDArray pool(Layer.Pool pool) {
      return Forward.pool(x, pool);
    }

    @Override
    public NDArray globalAveragePool(Layer.GlobalAveragePool pool) {
      Shape shape = x.getShape();
      long channels = shape.get(1);
      return x.reshape(shape.get(0), channels, -1).mean(new int[] {2}).reshape(-1, channels, 1, 1);
    }

    @Override
    public NDArray add(Layer.Add add) {
      return inputs.stream().reduce(NDArray::add).orElseThrow();
    }

    @Override
    public NDArray concat(Layer.Concat concat) {
      return NDArrays.concat(new NDList(inputs), 1);
    }

    @Override
    public NDArray flatten(Layer.Flatten flatten) {
      return x.reshape(x.getShape().get(0), -1);
    }

    @Override
    public NDArray softmax(Layer.Softmax softmax) {
      return isForLoss(node) ? x : softmax.log() ? x.logSoftmax(1) : x.softmax(1);
    }

    @Override
    public NDArray localResponseNorm(Layer.LocalResponseNorm norm) {
      return Forward.localResponseNorm(x, norm);
    }

    @Override
    public NDArray identity(Layer.Identity identity) {
      return x;
    }

    @Override
    public NDArray dropout(Layer.Dropout dropout) {
      return Dropout.dropout(x, (float) dropout.rate(), training()).singletonOrThrow();
    }

    @Override
    public NDArray leakyRelu(Elementwise.LeakyRelu leaky) {
      return Activation.leakyRelu(x, (float) leaky.slope());
    }

    @Override
    public NDArray clip(Elementwise.Clip clip) {
      return x.clip((float) clip.low(), (float) clip.high());
    }

    @Override
    public NDArray affine(Elementwise.Affine affine) {
      return scaled(x, affine, tensors(node));
    }

    @Override
    public NDArray multiply(Elementwise.Multiply multiply) {
      return inputs.stream().reduce(NDArray::mul).orElseThrow();
    }

    @Override
    public NDArray embedding(TokenLayer.Embedding embedding) {
      NDArray vectors = TokenOperators.embedded(x, embedding, table());
      boolean hides = training() && embedding.hidden() > 0;
      return hides ? TokenOperators.hidden(vectors, embedding.hidden()) : vectors;
    }

    @Override
    public NDArray prependTokens(TokenLayer.PrependTokens tokens) {
      return TokenOperators.prepended(x, table());
    }

    @Override
    public NDArray addPositions(TokenLayer.AddPositions positions) {
      return x.add(TokenOperators.first(table(), x.getShape().get(1)));
    }

    private NDArray table() {
      return required(tensors(node).get(TensorSpec.Role.TABLE), "table");
    }

    @Override
    public NDArray layerNorm(TokenLayer.LayerNorm norm) {
      return TokenOperators.normalised(x, norm, tensors(node));
    }

    @Override
    public NDArray attention(TokenLayer.Attention attention) {
      return TokenOperators.attention(inputs, attention, tensors(node));
    }

    @Override
    public NDArray tokenMean(TokenLayer.TokenMean mean) {
      return TokenOperators.mean(inputs, mean.first());
    }

    @Override
    public NDArray pad(Movement.Pad pad) {
      return pad.move(moves);
    }

    @Override
    public NDArray crop(Movement.Crop crop) {
      return crop.move(moves);
    }

    @Override
    public NDArray selectChannels(Movement.SelectChannels select) {
      return select.move(moves);
    }

    @Override
    public NDArray unflatten(Movement.Unflatten image) {
      return image.move(moves);
    }

    @Override
    public NDArray imageTokens(Movement.ImageTokens tokens) {
      return tokens.move(moves);
    }

    @Override
    public NDArray tokenImage(Movement.TokenImage image) {
      return image.move(moves);
    }

    @Override
    public NDArray selectTokens(Movement.SelectTokens tokens) {
      return tokens.move(moves);
    }

    @Override
    public NDArray oneToken(Movement.OneToken token) {
      return token.move(moves);
    }
  }

  private boolean training() {
    return mode != Mode.EVALUATION;
  }

  private static NDArray scaled(
      NDArray x, Elementwise.Affine affine, Map<TensorSpec.Role, NDArray> own) {
    Shape shape =
        x.getShape().dimension() == 4
            ? new Shape(1, affine.channels(), 1, 1)
            : new Shape(affine.channels());
    NDArray gamma = required(own.get(TensorSpec.Role.GAMMA), "gamma").reshape(shape);
    NDArray beta = required(own.get(TensorSpec.Role.BETA), "beta").reshape(shape);
    return x.mul(gamma).add(beta);
  }

  private NDArray convolve(NDArray x, Layer.Conv2d conv, Map<TensorSpec.Role, NDArray> own) {
    Window window = conv.window();
    return Conv2d.conv2d(
            x,
            weight(own, TensorSpec.Role.WEIGHT),
            weight(own, TensorSpec.Role.BIAS),
            new Shape(window.strideHeight(), window.strideWidth()),
            new Shape(window.paddingHeight(), window.paddingWidth()),
            new Shape(window.dilationHeight(), window.dilationWidth()),
            conv.groups())
        .singletonOrThrow();
  }

  private NDArray normalise(NDArray x, Layer.BatchNorm norm, Map<TensorSpec.Role, NDArray> own) {
    // DJL's momentum weighs the old statistics, the network's (as PyTorch's) the new batch. Axis -1
    // hands the array to
    // PyTorch as it is, which normalises axis 1.
    return BatchNorm.batchNorm(
            x,
            own.computeIfAbsent(TensorSpec.Role.RUNNING_MEAN, role -> unused(x, norm)),
            own.computeIfAbsent(TensorSpec.Role.RUNNING_VARIANCE, role -> unused(x, norm)),
            weight(own, TensorSpec.Role.GAMMA),
            weight(own, TensorSpec.Role.BETA),
            -1,
            (float) (1 - norm.momentum()),
            (float) norm.epsilon(),
            training())
        .singletonOrThrow();
  }

  /** What DJL demands and writes to, where no running statistic is wanted. */
  private static NDArray unused(NDArray x, Layer.BatchNorm norm) {
    return x.getManager().zeros(new Shape(norm.channels()));
  }

  private static NDArray activate(NDArray x, ActivationKind kind) {
    return switch (kind) {
      case RELU -> Activation.relu(x);
      case RELU6 -> x.clip(0f, 6f);
      case SIGMOID -> Activation.sigmoid(x);
      case HARD_SIGMOID -> hardSigmoid(x);
      case HARD_SWISH -> x.mul(hardSigmoid(x));
      case SILU -> x.mul(Activation.sigmoid(x));
      case TANH -> Activation.tanh(x);
      case ELU -> Activation.elu(x, 1f);
      case GELU -> Activation.gelu(x);
      case GELU_TANH -> TokenOperators.tanhGelu(x);
      case SOFTPLUS -> Activation.softPlus(x);
      // DJL's own takes the logarithm to the base of 2
      case MISH -> x.mul(Activation.tanh(Activation.softPlus(x)));
      case SIGN -> x.sign();
    };
  }

  private static NDArray hardSigmoid(NDArray x) {
    return Scalars.over(x, 6).add(0.5f).clip(0f, 1f);
  }

  /** The mean of the squares is a pool along the channels, with the places side by side. */
  private static NDArray localResponseNorm(NDArray x, Layer.LocalResponseNorm norm) {
    Shape shape = x.getShape();
    NDArray squares =
        x.mul(x)
            .reshape(shape.get(0), 1, shape.get(1), shape.get(2) * shape.get(3))
            .pad(new Shape(0, 0, norm.reach(), norm.reach()), 0);
    NDArray means =
        Pool.avgPool2d(
            squares, new Shape(norm.size(), 1), new Shape(1, 1), new Shape(0, 0), false, true);
    NDArray base = Scalars.times(means, norm.alpha()).add((float) norm.bias()).reshape(shape);
    return x.mul(Scalars.times(base.log(), -norm.beta()).exp());
  }

  private static NDArray pool(NDArray x, Layer.Pool pool) {
    Window window = pool.window();
    Shape kernel = new Shape(window.kernelHeight(), window.kernelWidth());
    Shape stride = new Shape(window.strideHeight(), window.strideWidth());
    Shape padding = new Shape(window.paddingHeight(), window.paddingWidth());
    if (pool.kind() == Layer.PoolKind.MAX) {
      return Pool.maxPool2d(x, kernel, stride, padding, false);
    }
    NDArray means = Pool.avgPool2d(x, kernel, stride, padding, false, true);
    if (window.paddingHeight() == 0 && window.paddingWidth() == 0) {
      return means;
    }
    // DJL 0.35.1 counts the padding whatever it is told: divide by the share that is image.
    Shape shape = x.getShape();
    NDArray image = x.getManager().ones(new Shape(1, 1, shape.get(2), shape.get(3)));
    return means.div(Pool.avgPool2d(image, kernel, stride, padding, false, true));
  }
}

package io.paretune.evaluators.onnx.read.rule;

import io.paretune.evaluators.network.Elementwise;
import io.paretune.evaluators.network.Layer;
import io.paretune.evaluators.network.Movement;
import io.paretune.evaluators.network.Shape;
import io.paretune.evaluators.network.Tensor;
import io.paretune.evaluators.network.TensorSpec.Role;
import io.paretune.evaluators.network.Window;
import io.paretune.evaluators.onnx.read.value.Constant;
import io.paretune.evaluators.onnx.read.value.Dims;
import io.paretune.evaluators.onnx.read.value.Draft;
import io.paretune.evaluators.onnx.read.value.Moved;
import io.paretune.evaluators.onnx.read.value.Operation;
import io.paretune.evaluators.onnx.read.value.View;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/** Convolutions, linear layers, normalisation, pools and softmax. */
public final class LayerRules {

  /** What is done to signals of one dimension as to images of one row. */
  private static final Set<String> OF_SIGNALS =
      Set.of(
          "Conv",
          "MaxPool",
          "AveragePool",
          "GlobalAveragePool",
          "GlobalMaxPool",
          "BatchNormalization");

  /** What is done to swapped rows and columns as to those that are not. */
  private static final Set<String> OF_SWAPPED =
      Set.of(
          "Conv",
          "MaxPool",
          "AveragePool",
          "GlobalAveragePool",
          "GlobalMaxPool",
          "BatchNormalization",
          "LRN");

  private static final int[] SWAP = {0, 2, 1};

  private final Draft draft;

  public LayerRules(Draft draft) {
    this.draft = draft;
  }

  /** The output, or empty if the operator is not of this kind. */
  public Optional<View> apply(Operation op) {
    Optional<View> other = ofSignals(op).or(() -> ofSwapped(op));
    if (other.isPresent()) {
      return other;
    }
    return switch (op.type()) {
      case "Conv" -> Optional.of(conv(op));
      case "Gemm" -> Optional.of(gemm(op));
      case "MatMul" -> Optional.of(matMul(op));
      case "BatchNormalization" -> Optional.of(batchNorm(op));
      case "MaxPool", "AveragePool" -> Optional.of(pool(op));
      case "GlobalAveragePool", "GlobalMaxPool" -> Optional.of(global(op, new int[] {1, 2}, true));
      case "ReduceMean", "ReduceMax" -> Optional.of(reduce(op));
      case "Softmax", "LogSoftmax" -> Optional.of(softmax(op));
      case "LRN" -> Optional.of(localResponseNorm(op));
      default -> Optional.empty();
    };
  }

  /**
   * A layer of one-dimensional signals as one of images of one row: the axes of an operator's input
   * and attributes, lifted.
   *
   * @return empty if it is none
   */
  private Optional<View> ofSignals(Operation op) {
    if (!OF_SIGNALS.contains(op.type())
        || !(op.input(0) instanceof View x)
        || x.dims().length != 2) {
      return Optional.empty();
    }
    Operation lifted = op.lifted(x.reshaped(new int[] {x.dims()[0], 1, x.dims()[1]}));
    return apply(lifted)
        .map(
            image ->
                image.reshaped(new int[] {image.dims()[0], image.dims()[1] * image.dims()[2]}));
  }

  /**
   * A layer on images whose rows and columns were swapped: the same layer with its kernel swapped,
   * on the images as they were, and then a swap that the next layer may take back.
   *
   * @return empty if it is none
   */
  private Optional<View> ofSwapped(Operation op) {
    if (!OF_SWAPPED.contains(op.type())
        || !(op.input(0) instanceof View x)
        || x.dims().length != 3
        || x.sources().isEmpty()) {
      return Optional.empty();
    }
    View back = x.moved(Moved.transpose(x.dims(), SWAP));
    boolean swapped = back.sources().isEmpty() && back.shape() instanceof Shape.Image;
    return swapped
        ? apply(op.swapped(View.of(back.node(), back.shape())))
            .map(image -> image.moved(Moved.transpose(image.dims(), SWAP)))
        : Optional.empty();
  }

  private View conv(Operation op) {
    View x = draft.image(op.view(0), op);
    Shape.Image in = (Shape.Image) x.shape();
    Constant weight = op.constant(1);
    int[] dims = weight.dims();
    if (dims.length != 4) {
      throw op.refused(
          "the kernel must have 4 axes, got %s".formatted(Dims.text(dims)),
          "only convolutions in one and two dimensions are supported");
    }
    Windows windows = Windows.of(op, new int[] {dims[2], dims[3]}, in.height(), in.width());
    Optional<Constant> bias = op.constantIfAny(2);
    Map<Role, Tensor> own = new LinkedHashMap<>();
    own.put(Role.WEIGHT, Tensor.of(weight.toFloats(), dims));
    bias.ifPresent(b -> own.put(Role.BIAS, perChannel(op, b, dims[0])));
    View source = windows.even() ? x : windows.frame(draft, op, x, Movement.Border.ZERO);
    Window window = windows.even() ? windows.window() : windows.bare();
    int groups = Math.toIntExact(op.integer("group", 1));
    if (groups < 1 || (long) dims[1] * groups != in.channels()) {
      throw op.refused(
          "%d groups of %d channels do not make the input's %d"
              .formatted(groups, dims[1], in.channels()),
          "the file is damaged: export it again");
    }
    return draft.add(
        new Layer.Conv2d(in.channels(), dims[0], window, groups, bias.isPresent()),
        op.layerName(),
        own,
        source);
  }

  private static Tensor perChannel(Operation op, Constant constant, int channels) {
    if (constant.size() == channels) {
      return Tensor.of(constant.toFloats(), channels);
    }
    if (constant.size() == 1) {
      return Tensor.filled((float) constant.at(0), channels);
    }
    throw op.refused(
        "a value for each of %d channels is needed, got %s"
            .formatted(channels, Dims.text(constant.dims())),
        "the file is damaged: export it again");
  }

  private View gemm(Operation op) {
    if (op.integer("transA", 0) != 0) {
      throw op.refused("the batch must be the first axis of A", "export with transA = 0");
    }
    float alpha = op.real("alpha", 1);
    float beta = op.real("beta", 1);
    View x = op.view(0);
    View made =
        linear(op, op.constant(1), op.integer("transB", 0) != 0, alpha, op.constantIfAny(2), beta);
    int[] rows = {Dims.product(x.axes()) / x.axes()[x.axes().length - 1], made.shape().channels()};
    return made.shape() instanceof Shape.Sequence ? made.withAxes(rows) : made;
  }

  private View matMul(Operation op) {
    View x = op.view(0);
    if (op.input(1) instanceof View) {
      throw op.refused(
          "a product of two activations has no layer",
          "only attention, softmax(scale q k') v of one sequence, is understood");
    }
    View result = linear(op, op.constant(1), false, 1, Optional.empty(), 1);
    int[] dims = x.dims().clone();
    if (dims.length > 0) {
      dims[dims.length - 1] = result.shape().channels();
    }
    return result.shownAs(x, dims);
  }

  private View linear(
      Operation op,
      Constant matrix,
      boolean outputsFirst,
      float alpha,
      Optional<Constant> bias,
      float beta) {
    View x = op.view(0);
    Optional<View> tokens = draft.tokens(x, op);
    int features = tokens.map(t -> t.shape().channels()).orElse(Dims.product(x.dims()));
    int[] dims = matrix.dims();
    if (dims.length != 2
        || x.dims().length == 0
        || x.dims()[x.dims().length - 1] != features
        || dims[outputsFirst ? 1 : 0] != features) {
      throw op.refused(
          "a matrix of %d features is needed".formatted(features),
          "only linear layers on a vector, or on all tokens of an example, are supported, not on"
              + " some of them or on windows padded with zeros: flatten first, or give the image"
              + " sides that are multiples of the window's");
    }
    int outputs = dims[outputsFirst ? 0 : 1];
    // A vector in another order than the network's is read by columns in that order.
    boolean ordered = x.sources().isEmpty() || tokens.isPresent();
    View source =
        tokens.orElseGet(() -> ordered || x.permutation() ? unordered(op, x) : draft.vector(x, op));
    int[] columns = ordered || !x.permutation() ? Dims.all(features) : x.sources().orElseThrow();
    float[] weight = new float[Math.multiplyExact(outputs, features)];
    float[] given = matrix.toFloats();
    for (int o = 0; o < outputs; o++) {
      for (int i = 0; i < features; i++) {
        float value = given[outputsFirst ? o * features + i : i * outputs + o];
        weight[o * features + columns[i]] = alpha * value;
      }
    }
    Map<Role, Tensor> own = new LinkedHashMap<>();
    own.put(Role.WEIGHT, Tensor.of(weight, outputs, features));
    bias.ifPresent(
        b -> {
          float[] scaled = perChannel(op, b, outputs).toArray();
          for (int o = 0; o < outputs; o++) {
            scaled[o] *= beta;
          }
          own.put(Role.BIAS, Tensor.of(scaled, outputs));
        });
    return draft.add(
        new Layer.Linear(features, outputs, bias.isPresent()), op.layerName(), own, source);
  }

  /** The node that the view shows, as a vector in the node's own order. */
  private View unordered(Operation op, View x) {
    return draft.vector(View.of(x.node(), x.shape()), op);
  }

  private View batchNorm(Operation op) {
    if (op.integer("training_mode", 0) != 0) {
      throw op.refused("it is in training mode", "export the model for inference (eval mode)");
    }
    View x = draft.settled(op.view(0), op);
    int channels = x.shape().channels();
    // MXNet wrote spatial = 0 and meant 1: its parameters are for channels, not for places.
    if (op.integer("spatial", 1) != 1 && op.constant(1).size() != channels) {
      throw op.refused("a normalisation of each place has no layer", "normalise channels");
    }
    double epsilon = op.real("epsilon", 1e-5f);
    Tensor gamma = perChannel(op, op.constant(1), channels);
    Tensor beta = perChannel(op, op.constant(2), channels);
    Tensor mean = perChannel(op, op.constant(3), channels);
    Tensor variance = perChannel(op, op.constant(4), channels);
    if (!(epsilon > 0 && epsilon < 1)) {
      float[] factors = new float[channels];
      float[] offsets = new float[channels];
      for (int c = 0; c < channels; c++) {
        double factor = gamma.at(c) / Math.sqrt(variance.at(c) + epsilon);
        factors[c] = (float) factor;
        offsets[c] = (float) (beta.at(c) - mean.at(c) * factor);
      }
      Map<Role, Tensor> own =
          Map.of(Role.GAMMA, Tensor.of(factors, channels), Role.BETA, Tensor.of(offsets, channels));
      return draft.add(new Elementwise.Affine(channels), op.name(), own, x);
    }
    double fresh = 1 - (double) op.real("momentum", 0.9f);
    Layer norm = new Layer.BatchNorm(channels, epsilon, fresh > 0 && fresh <= 1 ? fresh : 0.1);
    return draft.add(
        norm,
        op.name(),
        Map.of(
            Role.GAMMA,
            gamma,
            Role.BETA,
            beta,
            Role.RUNNING_MEAN,
            mean,
            Role.RUNNING_VARIANCE,
            variance),
        x);
  }

  private View pool(Operation op) {
    View x = draft.image(op.view(0), op);
    Shape.Image in = (Shape.Image) x.shape();
    boolean max = op.type().equals("MaxPool");
    Layer.PoolKind kind = max ? Layer.PoolKind.MAX : Layer.PoolKind.AVERAGE;
    int[] kernel = Windows.pair(op, "kernel_shape", 0);
    Windows windows = Windows.of(op, kernel, in.height(), in.width());
    if (windows.dilated()) {
      throw op.refused("a dilated pool has no layer", "use dilation 1");
    }
    if (windows.nothing()) {
      return op.view(0);
    }
    if (!max && !windows.padded() && kernel[0] == in.height() && kernel[1] == in.width()) {
      return draft.add(new Layer.GlobalAveragePool(), op.name(), Map.of(), x);
    }
    boolean counted = !max && op.integer("count_include_pad", 0) == 1;
    if (windows.even() && windows.halfInside() && (!counted || !windows.padded())) {
      return draft.add(new Layer.Pool(kind, windows.window()), op.name(), Map.of(), x);
    }
    if (max ? windows.tooFar() : !counted || windows.beyond()) {
      throw op.refused(
          "its uneven padding has no layer",
          "pad evenly, or count the padding (count_include_pad = 1, ceil_mode = 0)");
    }
    // A maximum does not notice repeated edges; a mean that counts the padding sees zeros.
    View framed = windows.frame(draft, op, x, max ? Movement.Border.EDGE : Movement.Border.ZERO);
    return draft.add(new Layer.Pool(kind, windows.bare()), op.name(), Map.of(), framed);
  }

  private View reduce(Operation op) {
    int rank = op.view(0).dims().length + 1;
    int[] axes =
        op.integers("axes", 1)
            .map(given -> IntStream.range(0, given.length).map(i -> Dims.axis(given[i], rank) - 1))
            .orElse(IntStream.empty())
            .sorted()
            .toArray();
    boolean keep = op.integer("keepdims", 1) == 1;
    if (axes.length == 1 && axes[0] >= 1 && op.view(0).sources().isEmpty() && rank <= 4) {
      return line(op, axes[0], keep);
    }
    if (rank != 4 || axes.length != 2 || axes[0] < 0) {
      throw op.refused(
          "only a mean or maximum over rows and columns has a layer",
          "layer normalisation and attention cannot be imported");
    }
    return global(op, axes, keep);
  }

  /** Over rows or columns alone: the first of two means that follow each other, or the second. */
  private View line(Operation op, int axis, boolean keep) {
    int[] dims = op.view(0).dims();
    boolean signal = dims.length == 2 && Draft.signal(op.view(0));
    View whole =
        dims.length == 2
            ? op.view(0)
                .reshaped(
                    signal ? new int[] {dims[0], 1, dims[1]} : new int[] {dims[0], dims[1], 1})
            : op.view(0);
    View image = draft.image(whole, op);
    Shape.Image in = (Shape.Image) image.shape();
    Window window =
        axis == 1 && !signal
            ? new Window(in.height(), 1, 1, 1, 0, 0, 1, 1)
            : new Window(1, in.width(), 1, 1, 0, 0, 1, 1);
    boolean max = op.type().equals("ReduceMax");
    Layer layer =
        !max && window.area() == in.height() * in.width()
            ? new Layer.GlobalAveragePool()
            : new Layer.Pool(max ? Layer.PoolKind.MAX : Layer.PoolKind.AVERAGE, window);
    return draft
        .add(layer, op.name(), Map.of(), image)
        .reshaped(
            IntStream.range(0, dims.length)
                .filter(a -> keep || a != axis)
                .map(a -> a == axis ? 1 : dims[a])
                .toArray());
  }

  /** One value a channel, over two of the three axes. */
  private View global(Operation op, int[] axes, boolean keep) {
    View x = op.view(0);
    if (x.dims().length != 3) {
      throw op.refused("an image is needed", "only two-dimensional models are supported");
    }
    int channel = 3 - axes[0] - axes[1];
    View turned = x.moved(Moved.transpose(x.dims(), new int[] {channel, axes[0], axes[1]}));
    View image = draft.image(turned, op);
    Shape.Image in = (Shape.Image) image.shape();
    Layer layer =
        op.type().endsWith("Max") || op.type().equals("GlobalMaxPool")
            ? new Layer.Pool(
                Layer.PoolKind.MAX, new Window(in.height(), in.width(), 1, 1, 0, 0, 1, 1))
            : new Layer.GlobalAveragePool();
    View pooled = draft.add(layer, op.name(), Map.of(), image);
    int[] to = {1, 1, 1};
    to[channel] = in.channels();
    return pooled.reshaped(keep ? to : new int[] {in.channels()});
  }

  private View localResponseNorm(Operation op) {
    View x = draft.image(op.view(0), op);
    Layer layer =
        new Layer.LocalResponseNorm(
            Math.toIntExact(op.integer("size", 0)),
            op.real("alpha", 1e-4f),
            op.real("beta", 0.75f),
            op.real("bias", 1));
    return draft.add(layer, op.name(), Map.of(), x);
  }

  private View softmax(Operation op) {
    View x = op.view(0);
    int rank = x.dims().length + 1;
    int axis = Dims.axis(op.integer("axis", op.opset() < 13 ? 1 : -1), rank) - 1;
    int features = Dims.product(x.dims());
    boolean whole = axis >= 0 && (x.dims()[axis] == features || (op.opset() < 13 && axis == 0));
    if (!whole) {
      throw op.refused(
          "a softmax over a part of its input has no layer", "apply it to vectors of scores only");
    }
    View vector = draft.vector(x, op);
    Layer layer = new Layer.Softmax(op.type().equals("LogSoftmax"));
    return draft.add(layer, op.name(), Map.of(), vector).reshaped(x.dims());
  }
}

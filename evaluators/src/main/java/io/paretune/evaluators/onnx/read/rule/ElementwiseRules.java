package io.paretune.evaluators.onnx.read.rule;

import io.paretune.evaluators.network.ActivationKind;
import io.paretune.evaluators.network.Elementwise;
import io.paretune.evaluators.network.Layer;
import io.paretune.evaluators.network.Shape;
import io.paretune.evaluators.network.Tensor;
import io.paretune.evaluators.network.TensorSpec.Role;
import io.paretune.evaluators.onnx.read.value.Constant;
import io.paretune.evaluators.onnx.read.value.Draft;
import io.paretune.evaluators.onnx.read.value.Moved;
import io.paretune.evaluators.onnx.read.value.Operation;
import io.paretune.evaluators.onnx.read.value.Value;
import io.paretune.evaluators.onnx.read.value.View;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Activations, sums and products of activations, and arithmetic with constants. */
public final class ElementwiseRules {

  private static final double MOST = Float.MAX_VALUE;

  private final Draft draft;

  public ElementwiseRules(Draft draft) {
    this.draft = draft;
  }

  /** The output, or empty if the operator is not of this kind. */
  public Optional<View> apply(Operation op) {
    return switch (op.type()) {
      case "Relu" -> Optional.of(activation(op, ActivationKind.RELU));
      case "Sigmoid" -> Optional.of(activation(op, ActivationKind.SIGMOID));
      case "Tanh" -> Optional.of(activation(op, ActivationKind.TANH));
      case "HardSwish" -> Optional.of(activation(op, ActivationKind.HARD_SWISH));
      case "HardSigmoid" -> Optional.of(hardSigmoid(op));
      case "LeakyRelu" -> Optional.of(unary(op, op.view(0), leaky(op.real("alpha", 0.01f))));
      case "PRelu" -> Optional.of(parametricRelu(op));
      case "Elu" -> Optional.of(elu(op, op.real("alpha", 1), 1));
      case "Selu" ->
          Optional.of(elu(op, op.real("alpha", 1.6732632f), op.real("gamma", 1.050701f)));
      case "Gelu" -> Optional.of(gelu(op));
      case "Clip" -> Optional.of(clip(op));
      case "Celu" -> Optional.of(celu(op, op.real("alpha", 1)));
      case "Softplus" -> Optional.of(activation(op, ActivationKind.SOFTPLUS));
      case "Mish" -> Optional.of(activation(op, ActivationKind.MISH));
      case "Sign" -> Optional.of(activation(op, ActivationKind.SIGN));
      case "Abs" -> Optional.of(absolute(op));
      case "Max", "Min" -> Optional.of(bounded(op));
      case "Add", "Sum" -> Optional.of(sum(op));
      case "Sub" -> Optional.of(difference(op));
      case "Mul" -> Optional.of(product(op));
      case "Div" -> Optional.of(quotient(op));
      case "Neg" -> Optional.of(scaled(op, op.view(0), -1));
      case "Pow" -> Optional.of(square(op));
      case "Scaler" -> Optional.of(scaler(op));
      default -> Optional.empty();
    };
  }

  /** Whether a constant of several values has to be stretched to the shape of an activation. */
  public static boolean broadcasts(Operation op) {
    return switch (op.type()) {
      case "Add", "Sum", "Sub", "Mul", "Div", "PRelu" ->
          op.present().stream().anyMatch(v -> v instanceof Constant c && c.size() > 1);
      default -> false;
    };
  }

  private View activation(Operation op, ActivationKind kind) {
    return unary(op, op.view(0), new Layer.Activation(kind));
  }

  /** Values may be computed before they are rearranged, if none is lost or made up. */
  private View unary(Operation op, View x, Layer layer) {
    View source = x.permutation() ? x : draft.settled(x, op);
    View made = draft.add(layer, op.name(), Map.of(), View.of(source.node(), source.shape()));
    return source.onto(made.node(), made.shape());
  }

  private static Layer leaky(double slope) {
    return slope == 0
        ? new Layer.Activation(ActivationKind.RELU)
        : new Elementwise.LeakyRelu(slope);
  }

  private View hardSigmoid(Operation op) {
    float alpha = op.real("alpha", 0.2f);
    float beta = op.real("beta", 0.5f);
    if (Math.abs(alpha - 1 / 6f) < 1e-6 && beta == 0.5f) {
      return activation(op, ActivationKind.HARD_SIGMOID);
    }
    View line = affine(op, op.view(0), scalar(alpha), scalar(beta));
    return unary(op, line, new Elementwise.Clip(0, 1));
  }

  private View parametricRelu(Operation op) {
    Constant slope = op.constant(1);
    if (slope.size() == 1) {
      return unary(op, op.view(0), leaky(slope.at(0)));
    }
    View x = op.view(0);
    View below = unary(op, x, new Elementwise.Clip(-MOST, 0));
    View sloped = affine(op, below, slope, scalar(0));
    return add(op, activation(op, ActivationKind.RELU), sloped);
  }

  /** {@code scale x} above 0, {@code scale alpha (exp(x) - 1)} below. */
  private View elu(Operation op, double alpha, double scale) {
    if (alpha == 1 && scale == 1) {
      return activation(op, ActivationKind.ELU);
    }
    View below = unary(op, op.view(0), new Elementwise.Clip(-MOST, 0));
    View curve = unary(op, below, new Layer.Activation(ActivationKind.ELU));
    View above = activation(op, ActivationKind.RELU);
    return add(op, scaled(op, above, scale), scaled(op, curve, scale * alpha));
  }

  /** {@code x} above 0, {@code alpha (exp(x / alpha) - 1)} below. */
  private View celu(Operation op, double alpha) {
    if (!(alpha > 0)) {
      throw op.refused("alpha must be over 0, got " + alpha, "use Elu");
    }
    if (alpha == 1) {
      return activation(op, ActivationKind.ELU);
    }
    View below = unary(op, op.view(0), new Elementwise.Clip(-MOST, 0));
    View curve = unary(op, scaled(op, below, 1 / alpha), new Layer.Activation(ActivationKind.ELU));
    return add(op, activation(op, ActivationKind.RELU), scaled(op, curve, alpha));
  }

  private View absolute(Operation op) {
    View negative = scaled(op, op.view(0), -1);
    View below = unary(op, negative, new Layer.Activation(ActivationKind.RELU));
    return add(op, activation(op, ActivationKind.RELU), below);
  }

  private View gelu(Operation op) {
    return activation(
        op,
        op.text("approximate", "none").equals("tanh")
            ? ActivationKind.GELU_TANH
            : ActivationKind.GELU);
  }

  private View clip(Operation op) {
    double low =
        op.constantIfAny(1).map(c -> c.at(0)).orElse((double) op.real("min", (float) -MOST));
    double high =
        op.constantIfAny(2).map(c -> c.at(0)).orElse((double) op.real("max", (float) MOST));
    return clipped(op, op.view(0), low, high);
  }

  private View clipped(Operation op, View x, double low, double high) {
    double from = Math.max(low, -MOST);
    double to = Math.min(high, MOST);
    if (from == -MOST && to == MOST) {
      return x;
    }
    Layer layer =
        from == 0 && to == MOST
            ? new Layer.Activation(ActivationKind.RELU)
            : from == 0 && to == 6
                ? new Layer.Activation(ActivationKind.RELU6)
                : new Elementwise.Clip(from, to);
    return unary(op, x, layer);
  }

  private View bounded(Operation op) {
    List<Value> inputs = op.present();
    if (inputs.size() == 2) {
      for (int i = 0; i < 2; i++) {
        if (inputs.get(i) instanceof Constant bound
            && bound.size() == 1
            && inputs.get(1 - i) instanceof View x) {
          boolean max = op.type().equals("Max");
          return clipped(op, x, max ? bound.at(0) : -MOST, max ? MOST : bound.at(0));
        }
      }
    }
    throw op.refused("only a maximum or minimum with one constant has a layer", "use Relu or Clip");
  }

  private View sum(Operation op) {
    List<View> views =
        op.present().stream().filter(View.class::isInstance).map(View.class::cast).toList();
    View total = views.get(0);
    for (View view : views.subList(1, views.size())) {
      total = add(op, total, view);
    }
    for (Value value : op.present()) {
      if (value instanceof Constant constant) {
        total = affine(op, total, scalar(1), constant);
      }
    }
    return total;
  }

  private View difference(Operation op) {
    if (op.input(1) instanceof Constant constant) {
      return affine(op, op.view(0), scalar(1), negative(constant));
    }
    View minus = scaled(op, op.view(1), -1);
    return op.input(0) instanceof Constant constant
        ? affine(op, minus, scalar(1), constant)
        : add(op, op.view(0), minus);
  }

  private View product(Operation op) {
    if (op.input(0) instanceof Constant constant) {
      return affine(op, op.view(1), constant, scalar(0));
    }
    if (op.input(1) instanceof Constant constant) {
      return affine(op, op.view(0), constant, scalar(0));
    }
    return joined(op, new Elementwise.Multiply(), op.view(0), op.view(1));
  }

  private View quotient(Operation op) {
    if (op.input(0) instanceof View x && op.input(1) instanceof Constant divisor) {
      float[] values = divisor.toFloats().clone();
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) (1.0 / values[i]);
      }
      return affine(op, x, Constant.floats(divisor.dims(), values), scalar(0));
    }
    throw op.refused("only a division by a constant has a layer", "avoid dividing by activations");
  }

  private View square(Operation op) {
    if (op.constant(1).size() == 1 && op.constant(1).at(0) == 2) {
      return joined(op, new Elementwise.Multiply(), op.view(0), op.view(0));
    }
    throw op.refused("only squares have a layer", "use Mul");
  }

  /** {@code (x - offset) scale} of features, as scikit-learn's pipelines begin. */
  private View scaler(Operation op) {
    Constant scale = list(op.reals("scale"), 1);
    Constant offset = list(op.reals("offset"), 0);
    View centred = affine(op, op.view(0), scalar(1), negative(offset));
    return affine(op, centred, scale, scalar(0));
  }

  private static Constant list(float[] values, float otherwise) {
    return values.length == 0
        ? scalar(otherwise)
        : Constant.floats(new int[] {values.length}, values);
  }

  private View scaled(Operation op, View x, double factor) {
    return factor == 1 ? x : affine(op, x, scalar((float) factor), scalar(0));
  }

  private static Constant scalar(float value) {
    return Constant.floats(new int[0], value);
  }

  private static Constant negative(Constant constant) {
    float[] values = constant.toFloats().clone();
    for (int i = 0; i < values.length; i++) {
      values[i] = -values[i];
    }
    return Constant.floats(constant.dims(), values);
  }

  private View add(Operation op, View a, View b) {
    if (!Arrays.equals(a.dims(), b.dims())) {
      throw op.refused(
          "a sum of activations of different shapes has no layer", "add like shapes only");
    }
    return joined(op, new Layer.Add(), a, b);
  }

  private View joined(Operation op, Layer layer, View a, View b) {
    if (a.alignedWith(b) && a.permutation()) {
      return aligned(op, layer, a, b);
    }
    View left = draft.settled(a, op);
    View right = draft.settled(b, op);
    if (left.shape() instanceof Shape.Sequence && left.alignedWith(right)) {
      return aligned(op, layer, left, right);
    }
    if (!left.shape().getClass().equals(right.shape().getClass())) {
      throw op.refused("an image and a vector cannot be joined", "give both the same axes");
    }
    View made = draft.add(layer, op.name(), Map.of(), left, right);
    return left.dims().length == 2 && made.shape() instanceof Shape.Image image
        ? made.reshaped(new int[] {image.channels(), image.height() * image.width()})
        : made;
  }

  private View aligned(Operation op, Layer layer, View a, View b) {
    View left = View.of(a.node(), a.shape());
    View made = draft.add(layer, op.name(), Map.of(), left, View.of(b.node(), b.shape()));
    return a.onto(made.node(), made.shape());
  }

  /** {@code factor x + offset} with constants that may differ from channel to channel. */
  private View affine(Operation op, View x, Constant factor, Constant offset) {
    View source = x.permutation() && x.sources().isPresent() ? x : draft.settled(x, op);
    float[] gamma = perChannel(op, source, factor);
    float[] beta = perChannel(op, source, offset);
    View plain = View.of(source.node(), source.shape());
    boolean nothing = true;
    for (int c = 0; c < gamma.length && nothing; c++) {
      nothing = gamma[c] == 1 && beta[c] == 0;
    }
    if (nothing) {
      return source;
    }
    Map<Role, Tensor> own =
        Map.of(Role.GAMMA, Tensor.of(gamma, gamma.length), Role.BETA, Tensor.of(beta, beta.length));
    View made = draft.add(new Elementwise.Affine(gamma.length), op.name(), own, plain);
    return source.onto(made.node(), made.shape());
  }

  private static float[] perChannel(Operation op, View x, Constant constant) {
    Shape shape = x.shape();
    float[] values = new float[shape.channels()];
    if (constant.size() == 1) {
      Arrays.fill(values, (float) constant.at(0));
      return values;
    }
    int[] dims = constant.dims();
    if (dims.length == x.dims().length + 1 && dims[0] == 1) {
      dims = Arrays.copyOfRange(dims, 1, dims.length);
    }
    int[] from = Moved.broadcast(dims, x.dims()).sources();
    boolean[] known = new boolean[values.length];
    for (int i = 0; i < from.length; i++) {
      int place = i;
      int channel = shape.channelOf(x.sources().map(s -> s[place]).orElse(i));
      float value = (float) constant.at(from[i]);
      if (known[channel] && values[channel] != value) {
        throw op.refused(
            "a constant that differs within a channel has no layer", "use one value a channel");
      }
      known[channel] = true;
      values[channel] = value;
    }
    return values;
  }
}

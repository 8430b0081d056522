package io.paretune.evaluators.onnx.read.rule;

import io.paretune.evaluators.network.Layer;
import io.paretune.evaluators.network.Node;
import io.paretune.evaluators.network.Shape;
import io.paretune.evaluators.network.Tensor;
import io.paretune.evaluators.network.TensorSpec.Role;
import io.paretune.evaluators.network.TokenLayer;
import io.paretune.evaluators.onnx.read.pattern.Moments;
import io.paretune.evaluators.onnx.read.value.Constant;
import io.paretune.evaluators.onnx.read.value.Dims;
import io.paretune.evaluators.onnx.read.value.Draft;
import io.paretune.evaluators.onnx.read.value.Moved;
import io.paretune.evaluators.onnx.read.value.Operation;
import io.paretune.evaluators.onnx.read.value.Value;
import io.paretune.evaluators.onnx.read.value.View;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What transformers have beside attention: learned tokens and positions, pooling, layer
 * normalisation in one operator or written out.
 */
public final class TokenRules {

  private final Draft draft;

  public TokenRules(Draft draft) {
    this.draft = draft;
  }

  /** The output, or empty if the operator is not of this kind. */
  public Optional<Value> apply(Operation op) {
    if (op.present().stream().anyMatch(Moments.class::isInstance)) {
      return Optional.of(normalising(op));
    }
    return switch (op.type()) {
      case "LayerNormalization" -> Optional.of(normalised(op));
      case "Add" -> sum(op);
      case "Mul" -> product(op);
      case "Concat" -> prepended(op);
      case "ReduceMean" -> mean(op);
      default -> Optional.empty();
    };
  }

  private Value normalising(Operation op) {
    Moments part =
        Moments.with(op)
            .orElseThrow(
                () ->
                    op.refused(
                        "a mean over features that is no layer normalisation has no layer",
                        "use layer normalisation as it is"));
    if (part.stage() != Moments.Stage.DONE) {
      return part;
    }
    draft.note("written out layer normalisations became one layer each");
    int[] dims = part.x().dims();
    int width = dims[dims.length - 1];
    return norm(op, part.x(), part.epsilon(), Tensor.filled(1, width), Tensor.filled(0, width));
  }

  private View normalised(Operation op) {
    View x = op.view(0);
    int[] dims = x.dims();
    int rank = x.full(op.batch()).length;
    if (Dims.axis(op.integer("axis", -1), rank) != rank - 1 || dims.length == 0) {
      throw op.refused(
          "a layer normalisation must be over the last axis", "normalise each token's features");
    }
    int width = dims[dims.length - 1];
    Tensor gamma = perFeature(op, op.constant(1), width);
    Tensor beta =
        op.constantIfAny(2)
            .map(constant -> perFeature(op, constant, width))
            .orElse(Tensor.filled(0, width));
    return norm(op, x, op.real("epsilon", 1e-5f), gamma, beta);
  }

  private View norm(Operation op, View x, double epsilon, Tensor gamma, Tensor beta) {
    boolean vector = Dims.product(x.dims()) == x.dims()[x.dims().length - 1];
    View source =
        vector
            ? draft.vector(x, op)
            : draft
                .tokens(x, op)
                .orElseThrow(
                    () ->
                        op.refused(
                            "only tokens and vectors can be normalised by features",
                            "normalise the last axis of batch x tokens x features"));
    Map<Role, Tensor> own = new LinkedHashMap<>();
    own.put(Role.GAMMA, gamma);
    own.put(Role.BETA, beta);
    Layer layer = new TokenLayer.LayerNorm(source.shape().channels(), epsilon);
    return draft.add(layer, op.name(), own, source).shownAs(x, x.dims());
  }

  private static Tensor perFeature(Operation op, Constant constant, int width) {
    if (constant.size() == width) {
      return Tensor.of(constant.toFloats(), width);
    }
    if (constant.size() == 1) {
      return Tensor.filled((float) constant.at(0), width);
    }
    throw op.refused(
        "a value for each of %d features is needed, got %s"
            .formatted(width, Dims.text(constant.dims())),
        ReshapeRules.EXPORT);
  }

  private static Optional<View> onlyView(Operation op) {
    List<View> views =
        op.present().stream().filter(View.class::isInstance).map(View.class::cast).toList();
    return views.size() == 1 ? Optional.of(views.get(0)) : Optional.empty();
  }

  private static Optional<Constant> onlyConstant(Operation op) {
    return op.present().stream()
        .filter(Constant.class::isInstance)
        .map(Constant.class::cast)
        .findFirst();
  }

  /** Tokens times a factor for each feature, behind what can take it in. */
  private Optional<Value> product(Operation op) {
    Optional<View> only = onlyView(op).filter(view -> view.shape() instanceof Shape.Sequence);
    return only.flatMap(
        x -> features(op, x).flatMap(values -> absorbed(op, x, values, new float[values.length])));
  }

  private Optional<Value> sum(Operation op) {
    Optional<View> only = onlyView(op);
    if (only.isPresent()) {
      return added(op, only.get());
    }
    if (op.present().size() == 2
        && op.view(0).shape() instanceof Shape.Sequence
            != op.view(1).shape() instanceof Shape.Sequence) {
      Optional<View> left = draft.tokens(op.view(0), op);
      Optional<View> right = draft.tokens(op.view(1), op);
      return left.isPresent() && right.isPresent()
          ? Optional.of(
              draft
                  .add(new Layer.Add(), op.name(), Map.of(), left.get(), right.get())
                  .shownAs(op.view(0), op.view(0).dims()))
          : Optional.empty();
    }
    return Optional.empty();
  }

  /** A bias, or a vector for each place. */
  private Optional<Value> added(Operation op, View x) {
    int[] dims = x.dims();
    Optional<Constant> constant = onlyConstant(op);
    if (constant.isEmpty() || constant.get().size() == 1 || dims.length < 2) {
      return Optional.empty();
    }
    Optional<float[]> bias = features(op, x);
    if (bias.isPresent()) {
      float[] ones = new float[bias.get().length];
      Arrays.fill(ones, 1);
      return absorbed(op, x, ones, bias.get());
    }
    Optional<View> tokens = draft.tokens(x, op);
    if (tokens.isEmpty() || !(tokens.get().shape() instanceof Shape.Sequence shape)) {
      return Optional.empty();
    }
    int[] own = constant.get().dims();
    int[] one =
        own.length > dims.length && own[0] == 1 ? Arrays.copyOfRange(own, 1, own.length) : own;
    Constant table = constant.get().reshaped(one).moved(Moved.broadcast(one, dims));
    return Optional.of(
        draft
            .add(
                new TokenLayer.AddPositions(shape.tokens(), shape.width()),
                op.name(),
                Map.of(Role.TABLE, Tensor.of(table.toFloats(), shape.tokens(), shape.width())),
                tokens.get())
            .shownAs(x, dims));
  }

  /** The constant of an operator, if it has a value for each feature and no more. */
  private static Optional<float[]> features(Operation op, View x) {
    int width = x.dims()[x.dims().length - 1];
    return onlyConstant(op)
        .filter(
            constant ->
                constant.size() == width
                    && width > 1
                    && constant.dims()[constant.dims().length - 1] == width)
        .map(Constant::toFloats);
  }

  /**
   * Factors and offsets of features, taken in by the linear layer, normalisation or affine map that
   * makes them: {@code factor (W x + b) + offset}.
   */
  private Optional<Value> absorbed(Operation op, View x, float[] factors, float[] offsets) {
    Node node = draft.nodes().get(x.node());
    boolean takes =
        node != null
            && x.shape() instanceof Shape.Sequence
            && x.sources().isEmpty()
            && (node.layer().weighted() || node.layer().tensors().containsKey(Role.GAMMA));
    if (!takes || node == null) {
      return Optional.empty();
    }
    boolean linear = node.layer().weighted();
    Role product = linear ? Role.WEIGHT : Role.GAMMA;
    Role offset = linear ? Role.BIAS : Role.BETA;
    Tensor weight = draft.tensor(product, node.name());
    Tensor before = draft.tensors().get(offset.of(node.name()));
    float[] values = weight.toArray();
    for (int i = 0; i < values.length; i++) {
      values[i] *= factors[i / (values.length / factors.length)];
    }
    float[] sums = offsets.clone();
    for (int c = 0; c < sums.length && before != null; c++) {
      sums[c] += factors[c] * before.at(c);
    }
    Map<Role, Tensor> own = new LinkedHashMap<>();
    own.put(product, Tensor.of(values, weight.shape()));
    own.put(offset, Tensor.of(sums, sums.length));
    return Optional.of(
        draft.add(node.layer().biased(), op.name(), own, draft.source(node)).shownAs(x, x.dims()));
  }

  /** Constant tokens in front of those that are computed. */
  private Optional<Value> prepended(Operation op) {
    List<Value> parts = op.present();
    Optional<View> only = onlyView(op);
    boolean last = only.isPresent() && parts.get(parts.size() - 1).equals(only.get());
    if (!last || only.get().dims().length != 2 || Dims.axis(op.integer("axis", 1), 3) != 1) {
      return Optional.empty();
    }
    Optional<View> tokens = draft.tokens(only.get(), op);
    if (tokens.isEmpty()) {
      return Optional.empty();
    }
    int width = tokens.get().shape().channels();
    float[] table = table(op, parts.subList(0, parts.size() - 1), width);
    int count = table.length / width;
    return Optional.of(
        draft.add(
            new TokenLayer.PrependTokens(count, width),
            op.name(),
            Map.of(Role.TABLE, Tensor.of(table, count, width)),
            tokens.get()));
  }

  private static float[] table(Operation op, List<Value> parts, int width) {
    float[] table = new float[0];
    for (Value part : parts) {
      int[] dims = part.dims();
      if (dims.length != 3 || dims[0] != 1 || dims[2] != width) {
        throw op.refused(
            "constant tokens must be 1 x tokens x %d, got %s".formatted(width, Dims.text(dims)),
            "export with a free batch axis or a batch of 1");
      }
      float[] more = ((Constant) part).toFloats();
      table = Arrays.copyOf(table, table.length + more.length);
      System.arraycopy(more, 0, table, table.length - more.length, more.length);
    }
    return table;
  }

  /** The mean of all tokens, or the first step of a normalisation. */
  private Optional<Value> mean(Operation op) {
    View x = op.view(0);
    Optional<Value> last =
        x.shape() instanceof Shape.Sequence && x.sources().isPresent()
            ? meanFrom(op, x)
            : Optional.empty();
    if (last.isPresent()) {
      return last;
    }
    Optional<View> tokens = draft.tokens(x, op);
    boolean features = tokens.isPresent() || x.dims().length == 1;
    if (features && Moments.overLast(op, x)) {
      return Optional.of(new Moments(x, Moments.Stage.MEAN, 0));
    }
    if (tokens.isEmpty() || x.dims().length != 2 || !overTokens(op)) {
      return Optional.empty();
    }
    return Optional.of(pooled(op, tokens.get(), 0));
  }

  /** The mean of the last tokens, as of those behind a class token. */
  private Optional<Value> meanFrom(Operation op, View x) {
    View whole = View.of(x.node(), x.shape());
    return MeanRules.firstToken(x)
        .filter(first -> x.dims().length == 2 && overTokens(op))
        .map(first -> pooled(op, whole, first));
  }

  private static boolean overTokens(Operation op) {
    return op.view(0).batched()
        && op.integers("axes", 1)
            .filter(axes -> axes.length == 1 && Dims.axis(axes[0], 3) == 1)
            .isPresent();
  }

  private View pooled(Operation op, View tokens, int first) {
    View pooled = draft.add(new TokenLayer.TokenMean(first), op.name(), Map.of(), tokens);
    return op.integer("keepdims", 1) == 1
        ? pooled.reshaped(new int[] {1, tokens.shape().channels()})
        : pooled;
  }
}

package io.paretune.evaluators.onnx.read;

import io.paretune.evaluators.network.Layer;
import io.paretune.evaluators.network.Node;
import io.paretune.evaluators.network.Shape;
import io.paretune.evaluators.network.Tensor;
import io.paretune.evaluators.network.TensorSpec.Role;
import io.paretune.evaluators.network.TokenLayer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What transformers have: learned tokens and positions, layer normalisation in one operator or
 * written out, attention written out with one matrix for queries, keys and values or with three.
 * Attention is found by where its values come from, not by its operators' names, so that it does
 * not matter how an exporter splits and turns them.
 */
final class TokenRules {

  private final Draft draft;
  private final MovementRules movements;

  TokenRules(Draft draft, MovementRules movements) {
    this.draft = draft;
    this.movements = movements;
  }

  /** The output, or empty if the operator is not of this kind. */
  Optional<Value> apply(Operation op) {
    for (Value input : op.present()) {
      if (input instanceof Shares shares) {
        return Optional.of(attending(op, shares));
      }
      if (input instanceof Moments) {
        return Optional.of(normalising(op));
      }
      if (input instanceof Scaled scaled) {
        return Optional.of(scaled(op, scaled));
      }
    }
    return switch (op.type()) {
      case "LayerNormalization" -> Optional.of(normalised(op));
      case "MatMul" -> Shares.begun(op);
      case "Add" -> sum(op);
      case "Mul", "Div" -> product(op);
      case "Concat" -> prepended(op);
      case "ReduceMean" -> mean(op);
      default -> Optional.empty();
    };
  }

  private Value attending(Operation op, Shares shares) {
    boolean ends = op.type().equals("MatMul") && shares.closed() && op.input(0) instanceof Shares;
    Optional<Value> next =
        ends
            ? Heads.of(op.input(1), false).flatMap(values -> attention(op, shares, values))
            : shares.with(op);
    return next.orElseThrow(
        () ->
            op.refused(
                "a product of two activations that is no attention has no layer",
                "only softmax(scale q k') v of one sequence is understood"));
  }

  private Optional<Value> attention(Operation op, Shares shares, Heads values) {
    Heads query = shares.query();
    if (values.count() != query.count()
        || values.width() != query.width()
        || values.tokens() != query.tokens()
        || values.factor() != 1) {
      return Optional.empty();
    }
    View made =
        draft.add(
            new TokenLayer.Attention(query.count(), query.width(), shares.scale()),
            op.name(),
            Map.of(),
            projection(op, query, "query"),
            projection(op, shares.key(), "key"),
            projection(op, values, "value"));
    draft.note("written out attention became one layer");
    int[] byToken = {query.tokens(), query.count(), query.width()};
    View heads = made.reshaped(byToken).moved(Moved.transpose(byToken, new int[] {1, 0, 2}));
    int[] dims = shares.view().dims().clone();
    dims[dims.length - 1] = query.width();
    return Optional.of(heads.shownAs(shares.view(), dims));
  }

  /** The linear layer that makes these channels alone, cut out of a joint one if need be. */
  private View projection(Operation op, Heads heads, String role) {
    View whole = View.of(heads.view().node(), heads.view().shape());
    int[] channels = heads.channels();
    if (Arrays.equals(channels, Dims.all(whole.shape().channels()))) {
      return whole;
    }
    Node node = draft.nodes().get(whole.node());
    if (node == null || !node.layer().weighted()) {
      throw op.refused(
          "its heads are parts of what no linear layer makes",
          "let a linear layer make queries, keys and values");
    }
    Map<Role, Tensor> own = chosen(node, channels);
    View source = draft.source(node);
    Layer linear =
        new Layer.Linear(source.shape().channels(), channels.length, own.containsKey(Role.BIAS));
    return draft.add(linear, node.name() + "." + role, own, source);
  }

  private Map<Role, Tensor> chosen(Node node, int[] rows) {
    Map<Role, Tensor> own = new LinkedHashMap<>();
    node.layer()
        .tensors()
        .forEach(
            (role, shape) -> {
              Tensor tensor = draft.tensor(role, node.name());
              int perRow = tensor.size() / tensor.axis(0);
              float[] values = new float[rows.length * perRow];
              for (int i = 0; i < values.length; i++) {
                values[i] = tensor.at(rows[i / perRow] * perRow + i % perRow);
              }
              int[] dims = tensor.shape();
              dims[0] = rows.length;
              own.put(role, Tensor.of(values, dims));
            });
    return own;
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
    int width = part.x().shape().channels();
    return norm(op, part.x(), part.epsilon(), Tensor.filled(1, width), Tensor.filled(0, width));
  }

  private View normalised(Operation op) {
    View x = op.view(0);
    int[] dims = x.dims();
    int rank = ReshapeRules.full(op, x).length;
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

  private Value scaled(Operation op, Scaled scaled) {
    if (op.type().equals("MatMul")) {
      Optional<Value> shares = Shares.begun(op);
      if (shares.isPresent()) {
        return shares.get();
      }
    } else if (op.input(0).equals(scaled)) {
      Operation plain = op.withFirst(scaled.view());
      Optional<Double> more = factor(plain);
      if (more.isPresent()) {
        return new Scaled(scaled.view(), scaled.factor() * more.get());
      }
      Optional<List<Value>> moved = movements.apply(plain);
      if (moved.isPresent() && moved.get().get(0) instanceof View view) {
        return new Scaled(view, scaled.factor());
      }
    }
    throw op.refused(
        "parts of tokens times a number lead on to attention only", "scale whole tokens");
  }

  /** The number that a product or a quotient is by. */
  private static Optional<Double> factor(Operation op) {
    boolean product = op.type().equals("Mul");
    if (!product && !op.type().equals("Div")) {
      return Optional.empty();
    }
    Value other = op.input(op.input(0) instanceof Constant && product ? 0 : 1);
    return other instanceof Constant constant && constant.size() == 1
        ? Optional.of(product ? constant.at(0) : 1 / constant.at(0))
        : Optional.empty();
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

  /** Heads times a number; tokens times a factor for each feature, behind what can take it in. */
  private Optional<Value> product(Operation op) {
    Optional<View> only = onlyView(op);
    if (only.isEmpty() || !(only.get().shape() instanceof Shape.Sequence)) {
      return Optional.empty();
    }
    View x = only.get();
    Optional<Double> factor = factor(op);
    if (factor.isPresent()) {
      boolean whole =
          x.sources().isEmpty() && x.dims()[x.dims().length - 1] == x.shape().channels();
      return !whole ? Optional.of(new Scaled(x, factor.get())) : Optional.empty();
    }
    return op.type().equals("Mul")
        ? features(op, x).flatMap(values -> absorbed(op, x, values, new float[values.length]))
        : Optional.empty();
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
    int[] full = ReshapeRules.full(op, x);
    Constant table = constant.get().moved(Moved.broadcast(constant.get().dims(), full));
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
    List<Float> values = new ArrayList<>();
    for (Value part : parts.subList(0, parts.size() - 1)) {
      int[] dims = part.dims();
      if (dims.length != 3 || dims[0] != 1 || dims[2] != width) {
        throw op.refused("tokens must have %d features".formatted(width), ReshapeRules.EXPORT);
      }
      for (float value : ((Constant) part).toFloats()) {
        values.add(value);
      }
    }
    float[] table = new float[values.size()];
    for (int i = 0; i < table.length; i++) {
      table[i] = values.get(i);
    }
    int count = table.length / width;
    return Optional.of(
        draft.add(
            new TokenLayer.PrependTokens(count, width),
            op.name(),
            Map.of(Role.TABLE, Tensor.of(table, count, width)),
            tokens.get()));
  }

  /** The mean of all tokens, or the first step of a normalisation. */
  private Optional<Value> mean(Operation op) {
    View x = op.view(0);
    if (x.shape() instanceof Shape.Sequence && x.sources().isPresent()) {
      return meanFrom(op, x);
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
    int[] sources = x.sources().orElseThrow();
    int width = x.shape().channels();
    int first = (x.shape().elements() - sources.length) / width;
    boolean last = x.dims().length == 2 && x.dims()[1] == width && overTokens(op);
    for (int i = 0; i < sources.length && last; i++) {
      last = sources[i] == first * width + i;
    }
    View whole = View.of(x.node(), x.shape());
    return last ? Optional.of(pooled(op, whole, first)) : Optional.empty();
  }

  private static boolean overTokens(Operation op) {
    return op.integers("axes", 1)
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

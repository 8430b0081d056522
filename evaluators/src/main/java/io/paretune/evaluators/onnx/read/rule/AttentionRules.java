package io.paretune.evaluators.onnx.read.rule;

import io.paretune.evaluators.network.Layer;
import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.Node;
import io.paretune.evaluators.network.Shape;
import io.paretune.evaluators.network.Tensor;
import io.paretune.evaluators.network.TensorSpec.Role;
import io.paretune.evaluators.network.TokenLayer;
import io.paretune.evaluators.onnx.read.pattern.Heads;
import io.paretune.evaluators.onnx.read.pattern.Scaled;
import io.paretune.evaluators.onnx.read.pattern.Shares;
import io.paretune.evaluators.onnx.read.value.Constant;
import io.paretune.evaluators.onnx.read.value.Dims;
import io.paretune.evaluators.onnx.read.value.Draft;
import io.paretune.evaluators.onnx.read.value.Moved;
import io.paretune.evaluators.onnx.read.value.Operation;
import io.paretune.evaluators.onnx.read.value.Value;
import io.paretune.evaluators.onnx.read.value.View;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Attention that is written out, with one matrix for queries, keys and values or with three. It is
 * found by where its values come from, not by its operators' names, so that it does not matter how
 * an exporter splits and turns them.
 */
public final class AttentionRules {

  private final Draft draft;
  private final MovementRules movements;

  public AttentionRules(Draft draft, MovementRules movements) {
    this.draft = draft;
    this.movements = movements;
  }

  /** The output, or empty if the operator is not of this kind. */
  public Optional<Value> apply(Operation op) {
    if (op.type().equals("Shape")) {
      return Optional.empty();
    }
    for (Value input : op.present()) {
      if (input instanceof Shares shares) {
        return Optional.of(attending(op, shares));
      }
      if (input instanceof Scaled scaled) {
        return Optional.of(scaled(op, scaled));
      }
    }
    return op.type().equals("MatMul") ? Shares.begun(op) : parts(op);
  }

  /** Parts of tokens, as heads are, times a number. */
  private static Optional<Value> parts(Operation op) {
    List<Value> inputs = op.present();
    Optional<Double> factor = inputs.size() == 2 ? factor(op) : Optional.empty();
    return factor.flatMap(
        number ->
            inputs.stream()
                .filter(View.class::isInstance)
                .map(View.class::cast)
                .filter(AttentionRules::isPart)
                .findFirst()
                .map(view -> new Scaled(view, number)));
  }

  private static boolean isPart(View view) {
    int[] dims = view.dims();
    return view.shape() instanceof Shape.Sequence
        && (view.sources().isPresent() || dims[dims.length - 1] != view.shape().channels());
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
    if (!values.fits(query) || values.factor() != 1) {
      return Optional.empty();
    }
    if (draft.input() instanceof Shape.Ids
        && shares.added().filter(added -> !added.ofDistances()).isPresent()) {
      throw op.refused(
          "what is added to the scores of a text must depend on the distance of two tokens alone",
          "of other lengths it could be another; export biases of relative positions");
    }
    List<View> read = new ArrayList<>();
    read.add(projection(op, query, "query"));
    read.add(projection(op, shares.key(), "key"));
    read.add(projection(op, values, "value"));
    if (shares.masked()) {
      read.add(View.of(Network.INPUT, draft.input()));
    }
    View made =
        draft.add(
            new TokenLayer.Attention(
                query.count(),
                query.width(),
                shares.scale(),
                shares.added().isPresent() ? query.tokens() : 0,
                shares.windows()),
            op.name(),
            shares.added().map(added -> Map.of(Role.SCORES, added.scores())).orElse(Map.of()),
            read.toArray(View[]::new));
    draft.note("written out attention became one layer");
    int[] byToken = {query.windows(), query.tokens(), query.count(), query.width()};
    View heads = made.reshaped(byToken).moved(Moved.transpose(byToken, new int[] {0, 2, 1, 3}));
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
}

package io.paretune.evaluators.onnx.read.pattern;

import io.paretune.evaluators.network.ActivationKind;
import io.paretune.evaluators.network.Elementwise;
import io.paretune.evaluators.network.Layer;
import io.paretune.evaluators.network.Node;
import io.paretune.evaluators.network.Tensor;
import io.paretune.evaluators.network.TensorSpec.Role;
import io.paretune.evaluators.onnx.read.value.Constant;
import io.paretune.evaluators.onnx.read.value.Draft;
import io.paretune.evaluators.onnx.read.value.Operation;
import io.paretune.evaluators.onnx.read.value.Value;
import io.paretune.evaluators.onnx.read.value.View;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A part of a Gelu that is written out, as exporters do before opset 20: {@code factor (offset +
 * erf(x / sqrt 2))}, or with the hyperbolic tangent that approximates the error function, times
 * {@code x} once that has been met. It is no activation of its own and must end as a Gelu.
 *
 * @param x what the Gelu is of
 * @param offset 0, then 1
 * @param factor so far; 1/2 in the end
 * @param complete whether it has been multiplied with {@code x}
 * @param kind which Gelu
 */
public record ErfGate(View x, double offset, double factor, boolean complete, ActivationKind kind)
    implements Value {

  private static final double TOLERANCE = 1e-5;

  @Override
  public int[] dims() {
    return x.dims();
  }

  /** The result of an operator that begins or continues such a part; empty for all others. */
  public static Optional<Value> apply(Operation op, Draft draft) {
    List<Value> inputs = op.present();
    if (op.type().equals("Erf") && inputs.size() == 1 && inputs.get(0) instanceof View view) {
      return scaled(draft, view, Math.sqrt(0.5))
          .map(x -> new ErfGate(x, 0, 1, false, ActivationKind.GELU));
    }
    if (inputs.size() != 2) {
      return Optional.empty();
    }
    for (int i = 0; i < 2; i++) {
      if (inputs.get(i) instanceof ErfGate gate) {
        return gate.with(op, inputs.get(1 - i), draft);
      }
    }
    return Optional.empty();
  }

  private Optional<Value> with(Operation op, Value other, Draft draft) {
    if (other instanceof Constant constant && constant.size() == 1) {
      double value = constant.at(0);
      if (op.type().equals("Add") && offset == 0 && value == 1 && !complete) {
        return Optional.of(new ErfGate(x, 1, factor, false, kind));
      }
      if (op.type().equals("Mul") && offset == 1) {
        return Optional.of(finished(op, factor * value, complete, draft));
      }
    }
    if (op.type().equals("Mul") && other instanceof View view && offset == 1 && !complete) {
      if (same(view, x)) {
        return Optional.of(finished(op, factor, true, draft));
      }
      if (scaled(draft, view, 0.5).filter(half -> same(half, x)).isPresent()) {
        return Optional.of(finished(op, factor / 2, true, draft));
      }
    }
    return Optional.empty();
  }

  private Value finished(Operation op, double total, boolean product, Draft draft) {
    if (!product || Math.abs(total - 0.5) > TOLERANCE) {
      return new ErfGate(x, 1, total, product, kind);
    }
    draft.note("written out activations became " + kind);
    View plain = View.of(x.node(), x.shape());
    View made = draft.add(new Layer.Activation(kind), op.name(), Map.of(), plain);
    return x.onto(made.node(), made.shape());
  }

  private static boolean same(View a, View b) {
    return a.node().equals(b.node()) && a.alignedWith(b);
  }

  /** What the view is a multiple of, if it is by this factor. */
  private static Optional<View> scaled(Draft draft, View view, double factor) {
    Node node = draft.nodes().get(view.node());
    if (node == null || !(node.layer() instanceof Elementwise.Affine) || !view.permutation()) {
      return Optional.empty();
    }
    Tensor gamma = draft.tensor(Role.GAMMA, node.name());
    Tensor beta = draft.tensor(Role.BETA, node.name());
    for (int c = 0; c < gamma.size(); c++) {
      if (Math.abs(gamma.at(c) - factor) > TOLERANCE || beta.at(c) != 0) {
        return Optional.empty();
      }
    }
    return Optional.of(view.onto(node.inputs().get(0), view.shape()));
  }
}

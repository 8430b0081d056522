package io.paretune.evaluators.onnx.read.pattern;

import io.paretune.evaluators.network.ActivationKind;
import io.paretune.evaluators.onnx.read.value.Constant;
import io.paretune.evaluators.onnx.read.value.Operation;
import io.paretune.evaluators.onnx.read.value.Value;
import io.paretune.evaluators.onnx.read.value.View;
import java.util.List;
import java.util.Optional;

/**
 * A part of Gelu's approximation that is written out: {@code linear x + cubic x^3}, of which the
 * hyperbolic tangent is to be taken. It is no layer of its own.
 *
 * @param x what the Gelu is of
 */
public record Cubic(View x, double linear, double cubic) implements Value {

  private static final double TOLERANCE = 1e-4;
  private static final double ROOT = Math.sqrt(2 / Math.PI);

  @Override
  public int[] dims() {
    return x.dims();
  }

  /** The result of an operator that begins or continues such a part; empty for all others. */
  public static Optional<Value> apply(Operation op) {
    List<Value> inputs = op.present();
    if (inputs.size() == 1) {
      return op.type().equals("Tanh") && inputs.get(0) instanceof Cubic part
          ? part.gate()
          : Optional.empty();
    }
    if (inputs.size() != 2) {
      return Optional.empty();
    }
    boolean begins =
        op.type().equals("Pow")
            && inputs.get(0) instanceof View
            && inputs.get(1) instanceof Constant power
            && power.size() == 1
            && power.at(0) == 3;
    if (begins) {
      return Optional.of(new Cubic((View) inputs.get(0), 0, 1));
    }
    for (int i = 0; i < 2; i++) {
      if (inputs.get(i) instanceof Cubic part) {
        return part.with(op, inputs.get(1 - i));
      }
    }
    return Optional.empty();
  }

  private Optional<Value> with(Operation op, Value other) {
    if (other instanceof Constant constant && constant.size() == 1 && op.type().equals("Mul")) {
      return Optional.of(new Cubic(x, linear * constant.at(0), cubic * constant.at(0)));
    }
    boolean sum =
        op.type().equals("Add")
            && other instanceof View view
            && view.node().equals(x.node())
            && view.alignedWith(x);
    return sum ? Optional.of(new Cubic(x, linear + 1, cubic)) : Optional.empty();
  }

  private Optional<Value> gate() {
    boolean known =
        Math.abs(linear - ROOT) < TOLERANCE && Math.abs(cubic - 0.044715 * ROOT) < TOLERANCE;
    return known
        ? Optional.of(new ErfGate(x, 0, 1, false, ActivationKind.GELU_TANH))
        : Optional.empty();
  }
}

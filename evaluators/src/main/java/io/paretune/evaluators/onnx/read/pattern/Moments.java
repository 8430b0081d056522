package io.paretune.evaluators.onnx.read.pattern;

import io.paretune.evaluators.onnx.read.value.Constant;
import io.paretune.evaluators.onnx.read.value.Dims;
import io.paretune.evaluators.onnx.read.value.Operation;
import io.paretune.evaluators.onnx.read.value.Value;
import io.paretune.evaluators.onnx.read.value.View;
import java.util.List;
import java.util.Optional;

/**
 * A part of a layer normalisation that is written out, as exporters do before opset 17: mean,
 * difference, square, mean, offset, root, quotient. It is no layer of its own.
 *
 * @param x what is normalised, as tokens or a vector
 * @param stage how far it is
 * @param epsilon added to the variance
 */
public record Moments(View x, Stage stage, double epsilon) implements Value {

  /** What has been computed so far. */
  public enum Stage {
    /** The mean of each token. */
    MEAN,
    /** The values less the mean. */
    CENTRED,
    /** Squares of these. */
    SQUARES,
    /** The mean of the squares, and epsilon. */
    VARIANCE,
    /** Its root. */
    DEVIATION,
    /** One by that. */
    INVERSE,
    /** The values less the mean by the deviation: the normalisation without its scale. */
    DONE
  }

  @Override
  public int[] dims() {
    return x.dims();
  }

  private Moments at(Stage next) {
    return new Moments(x, next, epsilon);
  }

  /** Whether an operator is the mean over the last axis, which stays. */
  public static boolean overLast(Operation op, View x) {
    int rank = x.full(op.batch()).length;
    return op.type().equals("ReduceMean")
        && op.integer("keepdims", 1) == 1
        && op.integers("axes", 1)
            .filter(axes -> axes.length == 1 && Dims.axis(axes[0], rank) == rank - 1)
            .isPresent();
  }

  /**
   * The result of an operator on such a part.
   *
   * @return empty if it does not lead on to a normalisation
   */
  public static Optional<Moments> with(Operation op) {
    List<Value> inputs = op.present();
    if (inputs.size() == 1 || op.type().equals("ReduceMean")) {
      return inputs.get(0) instanceof Moments part ? part.alone(op) : Optional.empty();
    }
    if (inputs.size() != 2) {
      return Optional.empty();
    }
    Value left = inputs.get(0);
    Value right = inputs.get(1);
    if (left instanceof View view && right instanceof Moments part) {
      return op.type().equals("Sub")
              && part.stage == Stage.MEAN
              && view.node().equals(part.x.node())
              && view.alignedWith(part.x)
          ? Optional.of(part.at(Stage.CENTRED))
          : Optional.empty();
    }
    if (left instanceof Moments one && right instanceof Moments other) {
      return one.x.node().equals(other.x.node()) ? one.joined(op, other) : Optional.empty();
    }
    return left instanceof Moments part && right instanceof Constant constant
        ? part.with(op, constant)
        : right instanceof Moments part
                && left instanceof Constant constant
                && op.type().equals("Add")
            ? part.with(op, constant)
            : Optional.empty();
  }

  private Optional<Moments> alone(Operation op) {
    return switch (op.type()) {
      case "Cast", "Identity" -> Optional.of(this);
      case "ReduceMean" -> after(stage == Stage.SQUARES && overLast(op, x), Stage.VARIANCE);
      case "Sqrt" -> after(stage == Stage.VARIANCE, Stage.DEVIATION);
      case "Reciprocal" -> after(stage == Stage.DEVIATION, Stage.INVERSE);
      default -> Optional.empty();
    };
  }

  private Optional<Moments> after(boolean follows, Stage next) {
    return follows ? Optional.of(at(next)) : Optional.empty();
  }

  private Optional<Moments> joined(Operation op, Moments other) {
    return switch (op.type()) {
      case "Mul" -> {
        if (stage == Stage.CENTRED && other.stage == Stage.CENTRED) {
          yield Optional.of(at(Stage.SQUARES));
        }
        yield stage == Stage.CENTRED && other.stage == Stage.INVERSE
            ? Optional.of(other.at(Stage.DONE))
            : Optional.empty();
      }
      case "Div" ->
          stage == Stage.CENTRED && other.stage == Stage.DEVIATION
              ? Optional.of(other.at(Stage.DONE))
              : Optional.empty();
      default -> Optional.empty();
    };
  }

  private Optional<Moments> with(Operation op, Constant constant) {
    if (constant.size() != 1) {
      return Optional.empty();
    }
    double value = constant.at(0);
    return switch (op.type()) {
      case "Pow" ->
          stage == Stage.CENTRED && value == 2
              ? Optional.of(at(Stage.SQUARES))
              : stage == Stage.VARIANCE && value == 0.5
                  ? Optional.of(at(Stage.DEVIATION))
                  : Optional.empty();
      case "Add" ->
          stage == Stage.VARIANCE && epsilon == 0
              ? Optional.of(new Moments(x, stage, value))
              : Optional.empty();
      default -> Optional.empty();
    };
  }
}

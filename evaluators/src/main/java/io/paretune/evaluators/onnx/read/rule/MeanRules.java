package io.paretune.evaluators.onnx.read.rule;

import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.Shape;
import io.paretune.evaluators.network.TokenLayer;
import io.paretune.evaluators.onnx.read.pattern.Counted;
import io.paretune.evaluators.onnx.read.pattern.Presence;
import io.paretune.evaluators.onnx.read.value.Constant;
import io.paretune.evaluators.onnx.read.value.Dims;
import io.paretune.evaluators.onnx.read.value.Draft;
import io.paretune.evaluators.onnx.read.value.Moved;
import io.paretune.evaluators.onnx.read.value.Operation;
import io.paretune.evaluators.onnx.read.value.Value;
import io.paretune.evaluators.onnx.read.value.View;
import java.util.Map;
import java.util.Optional;

/** How files count the tokens that are there, and take their mean. */
final class MeanRules {

  private final Draft draft;
  private final MovementRules movements;

  MeanRules(Draft draft, MovementRules movements) {
    this.draft = draft;
    this.movements = movements;
  }

  /** The number of tokens that are there. */
  static Optional<Value> number(Operation op, Presence mask) {
    int[] dims = mask.dims();
    return reduced(op, dims)
        .filter(axis -> mask.marks() && mask.axis().orElse(-1) == axis)
        .map(axis -> new Counted(Counted.Stage.NUMBER, Optional.empty(), without(op, dims, axis)));
  }

  private static Optional<Integer> reduced(Operation op, int[] dims) {
    return op.integers("axes", 1)
        .filter(axes -> axes.length == 1)
        .map(axes -> Dims.axis(axes[0], dims.length));
  }

  private static int[] without(Operation op, int[] dims, int axis) {
    boolean keeps = op.integer("keepdims", 1) == 1;
    int[] left = new int[dims.length - (keeps ? 0 : 1)];
    for (int a = 0; a < dims.length; a++) {
      if (a != axis || keeps) {
        left[a - (a > axis && !keeps ? 1 : 0)] = a == axis ? 1 : dims[a];
      }
    }
    return left;
  }

  /** The last token that is there. */
  static Optional<Value> last(Operation op, Presence mask) {
    int[] dims = mask.dims();
    int axis = Dims.axis(op.integer("axis", 0), dims.length);
    return mask.marks() && op.integer("select_last_index", 0) == 1 && mask.axis().orElse(-1) == axis
        ? Optional.of(new Counted(Counted.Stage.LAST, Optional.empty(), without(op, dims, axis)))
        : Optional.empty();
  }

  /** The result of an operator on such a part. */
  Value apply(Operation op) {
    Counted part = of(op, Counted.class).orElseThrow();
    Optional<Value> next =
        switch (op.type()) {
          case "Cast", "Identity" -> Optional.of(part);
          case "Reshape", "Unsqueeze", "Squeeze", "Expand" ->
              movements
                  .constant(op.mapped(value -> value == part ? shown(part) : value))
                  .map(constant -> part.at(part.stage(), constant.dims()));
          default ->
              switch (part.stage()) {
                case NUMBER -> divided(op, part);
                case SHARE -> product(op);
                case MARKED -> summed(op, part);
                case SUM -> divided(op, part);
                case LAST -> length(op, part);
                case LENGTH -> cut(op, part);
              };
        };
    return next.orElseThrow(
        () -> op.refused("a count of tokens is used as no layer does", "take their mean"));
  }

  /** A constant with the axes of a part. */
  private static Constant shown(Counted part) {
    int[] dims = part.dims();
    return Constant.integers(new int[] {1}, 0)
        .moved(new Moved(dims, new int[Dims.bounded(dims, new int[0])]));
  }

  /** A number that is at least one, a share, or the mean itself. */
  private Optional<Value> divided(Operation op, Counted part) {
    Optional<Constant> least = of(op, Constant.class);
    boolean bounded = op.type().equals("Max") || (op.type().equals("Clip") && !op.has(2));
    if (bounded && part.stage() == Counted.Stage.NUMBER) {
      return least.filter(c -> c.size() == 1 && c.at(0) > 0 && c.at(0) <= 1).map(c -> part);
    }
    boolean quotient =
        op.type().equals("Div")
            && op.present().size() == 2
            && op.input(1) instanceof Counted number
            && number.stage() == Counted.Stage.NUMBER;
    if (!quotient) {
      return Optional.empty();
    }
    if (op.input(0) instanceof Presence mask) {
      int[] dims = mask.dims();
      return mask.marks() && mask.axis().orElse(-1) == dims.length - 1
          ? Optional.of(new Counted(Counted.Stage.SHARE, Optional.empty(), dims))
          : Optional.empty();
    }
    return op.input(0) instanceof Counted sum && sum.stage() == Counted.Stage.SUM
        ? Optional.of(mean(op, sum.x().orElseThrow(), sum.dims()))
        : Optional.empty();
  }

  /** The sum of tokens by their shares. */
  private Optional<Value> product(Operation op) {
    if (!op.type().equals("MatMul")
        || !(op.input(0) instanceof Counted share)
        || !(op.input(1) instanceof View view)) {
      return Optional.empty();
    }
    int[] full = view.full(op.batch());
    int[] dims = share.dims();
    boolean fits = dims.length == 3 && full.length == 3 && dims[1] == 1 && dims[2] == full[1];
    return fits && firstToken(view).isPresent()
        ? Optional.of(mean(op, view, new int[] {full[0], 1, full[2]}))
        : Optional.empty();
  }

  private static Optional<Value> summed(Operation op, Counted part) {
    return op.type().equals("ReduceSum")
        ? reduced(op, part.dims())
            .filter(axis -> axis == 1)
            .map(axis -> part.at(Counted.Stage.SUM, without(op, part.dims(), axis)))
        : Optional.empty();
  }

  /** The first of the last tokens that are shown in order; empty if others are. */
  static Optional<Integer> firstToken(View view) {
    if (!(view.shape() instanceof Shape.Sequence tokens)) {
      return Optional.empty();
    }
    int[] sources = view.sources().orElseGet(() -> Dims.all(tokens.elements()));
    int start = tokens.elements() - sources.length;
    for (int i = 0; i < sources.length; i++) {
      if (sources[i] != start + i) {
        return Optional.empty();
      }
    }
    int[] dims = view.dims();
    return dims[dims.length - 1] == tokens.width() && start % tokens.width() == 0
        ? Optional.of(start / tokens.width())
        : Optional.empty();
  }

  /**
   * The mean of those that are there.
   *
   * @param dims of the value in the file, the batch's included
   */
  private View mean(Operation op, View view, int[] dims) {
    View whole = View.of(view.node(), view.shape());
    View mean =
        draft.add(
            new TokenLayer.TokenMean(firstToken(view).orElseThrow()),
            op.name(),
            Map.of(),
            whole,
            View.of(Network.INPUT, draft.input()));
    draft.note("a mean of the tokens that are there became one layer");
    return dims.length == 3 ? mean.reshaped(new int[] {1, dims[2]}) : mean;
  }

  private static Optional<Value> length(Operation op, Counted part) {
    return switch (op.type()) {
      case "ReduceMax" -> Optional.of(part.at(Counted.Stage.LAST, 1));
      case "Add" ->
          of(op, Constant.class)
              .filter(c -> c.size() == 1 && c.at(0) == 1)
              .map(c -> part.at(Counted.Stage.LENGTH, part.dims()));
      default -> Optional.empty();
    };
  }

  /** What is cut off at the longest text's length stays as long as the network's input. */
  private Optional<Value> cut(Operation op, Counted length) {
    boolean slice =
        op.type().equals("Slice")
            && op.present().size() == 4
            && op.input(2).equals(length)
            && op.constant(1).size() == 1
            && op.constant(1).at(0) == 0
            && op.constant(3).size() == 1;
    if (!slice) {
      return Optional.empty();
    }
    int[] full = op.input(0).full(op.batch());
    int axis = Dims.axis(op.constant(3).integerAt(0), full.length);
    return full[axis] == draft.input().elements() ? Optional.of(op.input(0)) : Optional.empty();
  }

  private static <T extends Value> Optional<T> of(Operation op, Class<T> kind) {
    return op.present().stream().filter(kind::isInstance).map(kind::cast).findFirst();
  }
}

package io.paretune.evaluators.onnx.read.value;

import io.paretune.evaluators.onnx.read.file.Budget;
import io.paretune.evaluators.onnx.read.file.ExternalData;
import io.paretune.evaluators.onnx.read.file.OnnxImportException;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.function.LongBinaryOperator;

/** Arithmetic on constants: what exporters write to compute shapes and scales. */
public final class Elements {

  private Elements() {}

  /** The result, or empty if the operator is not known here. */
  public static Optional<Constant> fold(Operation op) {
    return switch (op.type()) {
      case "Add" -> both(op, Double::sum, Long::sum);
      case "Sub" -> both(op, (a, b) -> a - b, (a, b) -> a - b);
      case "Mul" -> both(op, (a, b) -> a * b, (a, b) -> a * b);
      case "Div" -> both(op, (a, b) -> a / b, (a, b) -> b == 0 ? 0 : a / b);
      case "Mod" -> both(op, (a, b) -> a % b, (a, b) -> b == 0 ? 0 : Math.floorMod(a, b));
      case "Pow" -> both(op, Math::pow, (a, b) -> (long) Math.pow((double) a, (double) b));
      case "Min" -> both(op, Math::min, Math::min);
      case "Max" -> both(op, Math::max, Math::max);
      case "Equal" -> truth(both(op, (a, b) -> a == b ? 1 : 0, (a, b) -> a == b ? 1 : 0));
      case "Greater" -> truth(both(op, (a, b) -> a > b ? 1 : 0, (a, b) -> a > b ? 1 : 0));
      case "GreaterOrEqual" -> truth(both(op, (a, b) -> a >= b ? 1 : 0, (a, b) -> a >= b ? 1 : 0));
      case "LessOrEqual" -> truth(both(op, (a, b) -> a <= b ? 1 : 0, (a, b) -> a <= b ? 1 : 0));
      case "Less" -> truth(both(op, (a, b) -> a < b ? 1 : 0, (a, b) -> a < b ? 1 : 0));
      case "And" -> truth(both(op, (a, b) -> a * b, (a, b) -> a & b));
      case "Or" -> truth(both(op, Double::sum, (a, b) -> a | b));
      case "Not" -> truth(Optional.of(each(op.constant(0), v -> v == 0 ? 1 : 0)));
      case "Neg" -> Optional.of(each(op.constant(0), v -> -v));
      case "Abs" -> Optional.of(each(op.constant(0), Math::abs));
      case "Sqrt" -> Optional.of(each(op.constant(0), Math::sqrt));
      case "Reciprocal" -> Optional.of(each(op.constant(0), v -> 1 / v));
      case "Exp" -> Optional.of(each(op.constant(0), Math::exp));
      case "Log" -> Optional.of(each(op.constant(0), Math::log));
      case "Floor" -> Optional.of(each(op.constant(0), Math::floor));
      case "Ceil" -> Optional.of(each(op.constant(0), Math::ceil));
      default -> ofShapes(op);
    };
  }

  /** What looks at more than one place. */
  private static Optional<Constant> ofShapes(Operation op) {
    return switch (op.type()) {
      case "Where" -> Optional.of(where(op));
      case "Resize" -> sameSize(op);
      case "ReduceProd" -> Optional.of(product(op));
      case "ReduceSum" -> summed(op);
      case "Range" -> Optional.of(range(op));
      case "ScatterND" -> Optional.of(scattered(op));
      case "ConstantOfShape" -> op.present().isEmpty() ? Optional.empty() : Optional.of(filled(op));
      default -> Optional.empty();
    };
  }

  /** The shape that two shapes stretch to. */
  public static int[] broadcast(int[] a, int[] b) {
    int[] to = new int[Math.max(a.length, b.length)];
    for (int i = 1; i <= to.length; i++) {
      int left = i <= a.length ? a[a.length - i] : 1;
      int right = i <= b.length ? b[b.length - i] : 1;
      if (left != right && left != 1 && right != 1) {
        throw new OnnxImportException(
            "shapes %s and %s do not fit".formatted(Dims.text(a), Dims.text(b)));
      }
      to[to.length - i] = left == 1 ? right : left;
    }
    return to;
  }

  private static Optional<Constant> both(
      Operation op, DoubleBinaryOperator floats, LongBinaryOperator integers) {
    Constant sum = op.constant(0);
    for (int i = 1; i < op.inputCount(); i++) {
      sum = both(sum, op.constant(i), floats, integers);
    }
    return Optional.of(sum);
  }

  private static Constant both(
      Constant a, Constant b, DoubleBinaryOperator floats, LongBinaryOperator integers) {
    int[] to = broadcast(a.dims(), b.dims());
    Constant left = a.moved(Moved.broadcast(a.dims(), to));
    Constant right = b.moved(Moved.broadcast(b.dims(), to));
    if (a.isInteger() && b.isInteger()) {
      long[] values = new long[left.size()];
      for (int i = 0; i < values.length; i++) {
        values[i] = integers.applyAsLong(left.integerAt(i), right.integerAt(i));
      }
      return Constant.integers(to, values);
    }
    float[] values = new float[left.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) floats.applyAsDouble(left.at(i), right.at(i));
    }
    return Constant.floats(to, values);
  }

  /** The first with rows of the third in the places that the second names; the last one stays. */
  private static Constant scattered(Operation op) {
    Constant data = op.constant(0);
    Constant places = op.constant(1);
    Constant rows = op.constant(2);
    int[] dims = data.dims();
    int rank = places.dims().length == 0 ? 0 : places.dims()[places.dims().length - 1];
    int count = rank == 0 ? 0 : places.size() / rank;
    int row = count == 0 ? 0 : rows.size() / count;
    if (rank == 0 || rank > dims.length || data.isInteger() != rows.isInteger()) {
      throw op.refused("its indices must name places of what it changes", "export it again");
    }
    int[] sources = Dims.all(data.size());
    for (int i = 0; i < count; i++) {
      int place = 0;
      for (int a = 0; a < rank; a++) {
        long index = places.integerAt(i * rank + a);
        place = place * dims[a] + (int) Math.floorMod(index, (long) Math.max(1, dims[a]));
      }
      for (int r = 0; r < row && place * row + r < sources.length; r++) {
        sources[place * row + r] = data.size() + i * row + r;
      }
    }
    return data.chosen(rows, sources);
  }

  private static Constant each(Constant constant, DoubleUnaryOperator function) {
    if (constant.isInteger()) {
      long[] values = new long[constant.size()];
      for (int i = 0; i < values.length; i++) {
        values[i] = (long) function.applyAsDouble(constant.at(i));
      }
      return Constant.integers(constant.dims(), values);
    }
    float[] values = new float[constant.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) function.applyAsDouble(constant.at(i));
    }
    return Constant.floats(constant.dims(), values);
  }

  private static Optional<Constant> truth(Optional<Constant> values) {
    return values.map(
        c -> {
          long[] bits = new long[c.size()];
          for (int i = 0; i < bits.length; i++) {
            bits[i] = c.at(i) == 0 ? 0 : 1;
          }
          return Constant.integers(c.dims(), bits);
        });
  }

  private static Constant where(Operation op) {
    Constant condition = op.constant(0);
    Constant yes = op.constant(1);
    Constant no = op.constant(2);
    int[] to = broadcast(condition.dims(), broadcast(yes.dims(), no.dims()));
    Constant stretched = condition.moved(Moved.broadcast(condition.dims(), to));
    Constant a = yes.moved(Moved.broadcast(yes.dims(), to));
    Constant b = no.moved(Moved.broadcast(no.dims(), to));
    if (yes.isInteger() && no.isInteger()) {
      long[] values = new long[a.size()];
      for (int i = 0; i < values.length; i++) {
        values[i] = stretched.at(i) != 0 ? a.integerAt(i) : b.integerAt(i);
      }
      return Constant.integers(to, values);
    }
    float[] values = new float[a.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (stretched.at(i) != 0 ? a.at(i) : b.at(i));
    }
    return Constant.floats(to, values);
  }

  /** A table of positions that is resized to the size that it has, as for images of usual size. */
  private static Optional<Constant> sameSize(Operation op) {
    Constant table = op.constant(0);
    int[] dims = table.dims();
    boolean sized = op.has(3) && Arrays.equals(Dims.list(op.constant(3).toIntegers()), dims);
    boolean scaled = !op.has(3) && op.has(2) && op.constant(2).size() == dims.length;
    for (int a = 0; a < dims.length && scaled; a++) {
      scaled = op.constant(2).at(a) == 1;
    }
    return sized || scaled ? Optional.of(table) : Optional.empty();
  }

  private static Constant product(Operation op) {
    Constant constant = op.constant(0);
    if (constant.dims().length > 1) {
      throw op.refused("only lists can be multiplied out", "simplify the model before export");
    }
    long product = 1;
    for (long value : constant.toIntegers()) {
      product = Math.multiplyExact(product, value);
    }
    return Constant.integers(op.integer("keepdims", 1) == 1 ? new int[] {1} : new int[0], product);
  }

  /** The sum over the last axis. */
  private static Optional<Constant> summed(Operation op) {
    Constant constant = op.constant(0);
    int[] dims = constant.dims();
    long[] axes = op.integers("axes", 1).orElse(new long[0]);
    if (axes.length != 1
        || dims.length == 0
        || Dims.axis(axes[0], dims.length) != dims.length - 1) {
      return Optional.empty();
    }
    int row = dims[dims.length - 1];
    int[] to = Arrays.copyOf(dims, dims.length - (op.integer("keepdims", 1) == 1 ? 0 : 1));
    if (to.length == dims.length) {
      to[to.length - 1] = 1;
    }
    double[] sums = new double[row == 0 ? Dims.product(to) : constant.size() / row];
    for (int i = 0; i < constant.size(); i++) {
      sums[i / row] += constant.at(i);
    }
    if (constant.isInteger()) {
      return Optional.of(
          Constant.integers(to, Arrays.stream(sums).mapToLong(s -> (long) s).toArray()));
    }
    float[] values = new float[sums.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) sums[i];
    }
    return Optional.of(Constant.floats(to, values));
  }

  private static Constant range(Operation op) {
    double start = op.constant(0).at(0);
    double step = op.constant(2).at(0);
    double count = Math.ceil((op.constant(1).at(0) - start) / step);
    if (!(count <= Constant.LARGEST_COMPUTED)) {
      throw op.refused("the range is too long", "simplify the model before export");
    }
    long[] values = new long[(int) Math.max(0, count)];
    for (int i = 0; i < values.length; i++) {
      values[i] = (long) (start + i * step);
    }
    return Constant.list(values);
  }

  private static Constant filled(Operation op) {
    int[] dims = Dims.ints(op.constant(0).toIntegers());
    int count = Dims.bounded(dims, new int[0]);
    Constant value =
        op.attribute("value")
            .map(
                a ->
                    new TensorReader(new ExternalData(Optional.empty()), new Budget())
                        .read(a.getT(), "value"))
            .orElse(Constant.floats(new int[] {1}, 0));
    return value.moved(new Moved(dims, new int[count]));
  }
}

package io.paretune.evaluators.onnx.read.rule;

import io.paretune.evaluators.network.Layer;
import io.paretune.evaluators.onnx.read.value.Constant;
import io.paretune.evaluators.onnx.read.value.Dims;
import io.paretune.evaluators.onnx.read.value.Draft;
import io.paretune.evaluators.onnx.read.value.Elements;
import io.paretune.evaluators.onnx.read.value.Moved;
import io.paretune.evaluators.onnx.read.value.Operation;
import io.paretune.evaluators.onnx.read.value.Value;
import io.paretune.evaluators.onnx.read.value.View;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** Operators that move values, on constants and on activations alike. */
public final class MovementRules {

  private final Draft draft;
  private final ReshapeRules reshapes;

  public MovementRules(Draft draft) {
    this.draft = draft;
    this.reshapes = new ReshapeRules(draft);
  }

  /** The outputs, or empty if the operator is not of this kind. */
  public Optional<List<Value>> apply(Operation op) {
    return switch (op.type()) {
      case "Identity", "Dropout" -> one(op.input(0));
      case "Reshape" -> one(reshapes.reshape(op));
      case "Flatten" -> one(reshapes.flatten(op));
      case "Squeeze" -> one(reshapes.squeeze(op));
      case "Unsqueeze" -> one(reshapes.unsqueeze(op));
      case "Transpose" -> one(transpose(op));
      case "Slice" -> one(slice(op));
      case "Split" -> Optional.of(split(op));
      case "Gather" -> one(gather(op));
      case "GatherND" -> one(places(op));
      case "GatherElements" -> one(elements(op));
      case "Pad" -> one(pad(op));
      case "Concat" -> one(concat(op));
      case "Expand" -> one(expand(op));
      case "Shape" -> one(shape(op));
      case "Size" -> one(Constant.integers(new int[0], Dims.product(op.input(0).full(op.batch()))));
      case "Cast", "CastLike" -> one(cast(op));
      default -> Optional.empty();
    };
  }

  /** A constant that is moved; empty if the operator does not move one. */
  Optional<Constant> constant(Operation op) {
    return apply(op)
        .map(values -> values.get(0))
        .filter(Constant.class::isInstance)
        .map(Constant.class::cast);
  }

  /** Whether an operator may look at every value of its input. */
  public static boolean moves(String type) {
    return switch (type) {
      case "Transpose",
          "Slice",
          "Split",
          "Gather",
          "GatherND",
          "GatherElements",
          "Pad",
          "Concat",
          "Expand" ->
          true;
      default -> false;
    };
  }

  private static Optional<List<Value>> one(Value value) {
    return Optional.of(List.of(value));
  }

  private Value picked(Operation op, Value value, int[][] picks) {
    if (value instanceof Constant constant) {
      return constant.moved(Moved.pick(constant.dims(), picks));
    }
    if (ReshapeRules.wholly(op, (View) value)) {
      View view = (View) value;
      return view.movedWhole(Moved.pick(view.axes(), picks));
    }
    if (!Arrays.equals(picks[0], Dims.all(op.batch()))) {
      throw op.refused("the batch axis must stay whole", "slice, pad and gather other axes only");
    }
    return ((View) value)
        .moved(Moved.pick(value.dims(), Arrays.copyOfRange(picks, 1, picks.length)));
  }

  private static int[][] everything(int[] full) {
    return Arrays.stream(full).mapToObj(Dims::all).toArray(int[][]::new);
  }

  private Value transpose(Operation op) {
    Value value = op.input(0);
    int rank = value.full(op.batch()).length;
    int[] order = new int[rank];
    Optional<long[]> given = op.integers("perm");
    boolean[] seen = new boolean[rank];
    for (int a = 0; a < rank; a++) {
      order[a] =
          given.isEmpty()
              ? rank - 1 - a
              : a < given.get().length ? Dims.axis(given.get()[a], rank) : 0;
      seen[order[a]] = true;
    }
    for (boolean found : seen) {
      if (!found) {
        throw op.refused("perm must name every axis once", ReshapeRules.EXPORT);
      }
    }
    if (value instanceof Constant constant) {
      return constant.moved(Moved.transpose(constant.dims(), order));
    }
    if (ReshapeRules.wholly(op, (View) value)) {
      View view = (View) value;
      return view.movedWhole(Moved.transpose(view.axes(), order));
    }
    if (order[0] != 0) {
      throw op.refused("the batch axis must stay first", "transpose other axes only");
    }
    int[] inner = IntStream.range(1, rank).map(a -> order[a] - 1).toArray();
    return ((View) value).moved(Moved.transpose(value.dims(), inner));
  }

  private Value slice(Operation op) {
    Value value = op.input(0);
    int[] full = value.full(op.batch());
    long[] starts = op.integers("starts", 1).orElse(new long[0]);
    long[] ends = op.integers("ends", 2).orElse(new long[0]);
    long[] axes =
        op.integers("axes", 3).orElse(IntStream.range(0, starts.length).asLongStream().toArray());
    long[] steps = op.constantIfAny(4).map(Constant::toIntegers).orElse(new long[0]);
    if (ends.length != starts.length || axes.length != starts.length) {
      throw op.refused("starts, ends and axes must have one length", ReshapeRules.EXPORT);
    }
    int[][] picks = everything(full);
    for (int i = 0; i < starts.length; i++) {
      int axis = Dims.axis(axes[i], full.length);
      long step = i < steps.length ? steps[i] : 1;
      if (step == 0) {
        throw op.refused("a step must not be 0", ReshapeRules.EXPORT);
      }
      picks[axis] = range(starts[i], ends[i], step, full[axis]);
    }
    return picked(op, value, picks);
  }

  /** Positions as Python's slices choose them. */
  private static int[] range(long start, long end, long step, int length) {
    long low = step > 0 ? 0 : -1;
    long high = step > 0 ? length : length - 1L;
    long from = Math.min(high, Math.max(low, start < 0 ? start + length : start));
    long to = Math.min(high, Math.max(low, end < 0 ? end + length : end));
    long count = step > 0 ? (to - from + step - 1) / step : (from - to - step - 1) / -step;
    int[] positions = new int[(int) Math.max(0, count)];
    for (int i = 0; i < positions.length; i++) {
      positions[i] = (int) (from + i * step);
    }
    return positions;
  }

  private List<Value> split(Operation op) {
    Value value = op.input(0);
    int[] full = value.full(op.batch());
    int axis = Dims.axis(op.integer("axis", 0), full.length);
    int parts = op.node().getOutputCount();
    long[] sizes =
        op.integers("split", 1)
            .orElseGet(
                () -> {
                  int each = (full[axis] + parts - 1) / parts;
                  return IntStream.range(0, parts)
                      .mapToLong(p -> Math.max(0, Math.min(each, full[axis] - p * each)))
                      .toArray();
                });
    if (sizes.length != parts || Arrays.stream(sizes).sum() != full[axis]) {
      throw op.refused("the parts must add up to %d".formatted(full[axis]), ReshapeRules.EXPORT);
    }
    List<Value> values = new ArrayList<>();
    int from = 0;
    for (int size : Dims.list(sizes)) {
      int[][] picks = everything(full);
      picks[axis] = Arrays.copyOfRange(picks[axis], from, from + size);
      values.add(picked(op, value, picks));
      from += size;
    }
    return values;
  }

  private Value gather(Operation op) {
    Value value = op.input(0);
    int[] full = value.full(op.batch());
    int axis = Dims.axis(op.integer("axis", 0), full.length);
    Constant indices = op.constant(1);
    int[][] picks = everything(full);
    picks[axis] =
        Arrays.stream(indices.toIntegers()).mapToInt(i -> Dims.axis(i, full[axis])).toArray();
    Value taken = picked(op, value, picks);
    if (indices.dims().length == 1) {
      return taken;
    }
    int[] to = new int[full.length - 1 + indices.dims().length];
    System.arraycopy(full, 0, to, 0, axis);
    System.arraycopy(indices.dims(), 0, to, axis, indices.dims().length);
    System.arraycopy(full, axis + 1, to, axis + indices.dims().length, full.length - axis - 1);
    return reshapes.reshaped(op, taken, to);
  }

  /** Values by their places along the first axes: of masks, and of what sizes are made of. */
  private static Constant places(Operation op) {
    Constant value = op.constant(0);
    Constant indices = op.constant(1);
    int[] dims = value.dims();
    int[] listed = indices.dims();
    int depth = listed.length == 0 ? 0 : listed[listed.length - 1];
    if (op.integer("batch_dims", 0) != 0 || depth < 1 || depth > dims.length) {
      throw op.refused("places must be told along the first axes", ReshapeRules.EXPORT);
    }
    int[] inner = Arrays.copyOfRange(dims, depth, dims.length);
    int[] to =
        IntStream.concat(Arrays.stream(listed).limit(listed.length - 1L), Arrays.stream(inner))
            .toArray();
    int run = Dims.product(inner);
    int[] strides = Dims.strides(dims);
    int[] sources = new int[Dims.bounded(to, dims)];
    for (int i = 0; i < sources.length; i++) {
      int source = i % run;
      for (int a = 0; a < depth; a++) {
        source += Dims.axis(indices.integerAt(i / run * depth + a), dims[a]) * strides[a];
      }
      sources[i] = source;
    }
    return value.moved(new Moved(to, sources));
  }

  /** A value for each index along an axis, as {@link #places} of constants. */
  private static Constant elements(Operation op) {
    Constant value = op.constant(0);
    Constant indices = op.constant(1);
    int[] dims = value.dims();
    int[] to = indices.dims();
    int axis = Dims.axis(op.integer("axis", 0), dims.length);
    boolean fits = to.length == dims.length;
    for (int a = 0; a < dims.length && fits; a++) {
      fits = a == axis || to[a] <= dims[a];
    }
    if (!fits) {
      throw op.refused("indices must have the axes of what is looked up", ReshapeRules.EXPORT);
    }
    int[] strides = Dims.strides(dims);
    int[] sources = new int[indices.size()];
    int[] place = new int[to.length];
    for (int i = 0; i < sources.length; i++) {
      for (int a = 0; a < place.length; a++) {
        int at = a == axis ? Dims.axis(indices.integerAt(i), dims[axis]) : place[a];
        sources[i] += at * strides[a];
      }
      Dims.next(place, to);
    }
    return value.moved(new Moved(to, sources));
  }

  private Value pad(Operation op) {
    Value value = op.input(0);
    int[] full = value.full(op.batch());
    String mode = op.text("mode", "constant");
    double fill = op.constantIfAny(2).map(c -> c.at(0)).orElse((double) op.real("value", 0));
    if (!mode.equals("constant") && !mode.equals("edge")) {
      throw op.refused("mode '%s' is not supported".formatted(mode), "use constant or edge");
    }
    if (mode.equals("constant") && fill != 0) {
      throw op.refused("padding with %s is not supported".formatted(fill), "pad with zeros");
    }
    long[] pads = op.integers("pads", 1).orElse(new long[0]);
    long[] axes =
        op.constantIfAny(3)
            .map(Constant::toIntegers)
            .orElse(IntStream.range(0, full.length).asLongStream().toArray());
    if (pads.length != 2 * axes.length) {
      throw op.refused("pads must hold two numbers an axis", ReshapeRules.EXPORT);
    }
    int[][] picks = everything(full);
    for (int i = 0; i < axes.length; i++) {
      int axis = Dims.axis(axes[i], full.length);
      int length = full[axis];
      long count = length + pads[i] + pads[i + axes.length];
      if (Math.abs(pads[i]) > Constant.LARGEST_COMPUTED
          || Math.abs(pads[i + axes.length]) > Constant.LARGEST_COMPUTED
          || count < 1) {
        throw op.refused("pads are out of range", ReshapeRules.EXPORT);
      }
      int before = (int) pads[i];
      picks[axis] =
          IntStream.range(0, (int) count)
              .map(p -> p - before)
              .map(
                  p ->
                      mode.equals("edge")
                          ? Math.min(length - 1, Math.max(0, p))
                          : p >= 0 && p < length ? p : -1)
              .toArray();
    }
    return picked(op, value, picks);
  }

  private Value concat(Operation op) {
    List<Value> parts = op.present();
    int[] full = op.input(0).full(op.batch());
    int axis = Dims.axis(op.integer("axis", 1), full.length);
    if (op.allConstant()) {
      return joined(op, parts.stream().map(Constant.class::cast).toList(), axis);
    }
    Optional<View> tokens = movedTokens(op, axis);
    if (tokens.isPresent()) {
      return tokens.get();
    }
    List<View> views = new ArrayList<>();
    List<Integer> positions = new ArrayList<>();
    int next = 0;
    for (Value part : parts) {
      int[] own = part.full(op.batch());
      if (own.length != full.length || axis != 1) {
        throw op.refused("only channels can be joined (axis 1)", "join channels");
      }
      boolean zeros =
          part instanceof Constant constant
              && IntStream.range(0, constant.size()).allMatch(i -> constant.at(i) == 0);
      if (part instanceof Constant && !zeros) {
        throw op.refused("constants other than zeros cannot be joined", "fold them first");
      }
      for (int c = 0; c < own[axis]; c++) {
        positions.add(zeros ? -1 : next++);
      }
      if (part instanceof View view) {
        views.add(draft.settled(view, op));
      }
    }
    View whole =
        views.size() == 1
            ? views.get(0)
            : draft.add(new Layer.Concat(), op.name(), Map.of(), views.toArray(View[]::new));
    int[][] picks = everything(whole.full(op.batch()));
    picks[axis] = positions.stream().mapToInt(Integer::intValue).toArray();
    return picked(op, whole, picks);
  }

  /** Parts of one sequence side by side, as a shift around its edges or merged patches are. */
  private static Optional<View> movedTokens(Operation op, int axis) {
    List<Value> parts = op.present();
    if (!parts.stream().allMatch(part -> part instanceof View v && ReshapeRules.wholly(op, v))) {
      return Optional.empty();
    }
    List<View> views = parts.stream().map(View.class::cast).toList();
    return views.get(0).joins(views, axis)
        ? Optional.of(View.joined(views, axis))
        : Optional.empty();
  }

  private static Constant joined(Operation op, List<Constant> parts, int axis) {
    int[] to = parts.get(0).dims().clone();
    long length = 0;
    for (Constant part : parts) {
      int[] own = part.dims().clone();
      if (own.length != to.length) {
        throw op.refused("the inputs must have one number of axes", ReshapeRules.EXPORT);
      }
      length += own[axis];
      own[axis] = to[axis];
      if (!Arrays.equals(own, to)) {
        throw op.refused("the inputs must agree in all other axes", ReshapeRules.EXPORT);
      }
    }
    to[axis] = Dims.ints(length)[0];
    Dims.product(to);
    int inner = Dims.product(Arrays.copyOfRange(to, axis + 1, to.length));
    int outer = Dims.product(Arrays.copyOfRange(to, 0, axis));
    boolean integers = parts.stream().allMatch(Constant::isInteger);
    long[] longs = new long[integers ? Dims.product(to) : 0];
    float[] floats = new float[integers ? 0 : Dims.product(to)];
    int index = 0;
    for (int o = 0; o < outer; o++) {
      for (Constant part : parts) {
        int run = part.dims()[axis] * inner;
        for (int i = 0; i < run; i++, index++) {
          if (integers) {
            longs[index] = part.integerAt(o * run + i);
          } else {
            floats[index] = (float) part.at(o * run + i);
          }
        }
      }
    }
    return integers ? Constant.integers(to, longs) : Constant.floats(to, floats);
  }

  private Value expand(Operation op) {
    Value value = op.input(0);
    int[] from = value.full(op.batch());
    int[] wanted = Dims.ints(op.constant(1).toIntegers());
    int[] to = Elements.broadcast(from, wanted);
    if (Arrays.equals(to, from)) {
      return value;
    }
    if (value instanceof Constant constant) {
      return constant.moved(Moved.broadcast(from, to));
    }
    throw op.refused("an activation cannot be stretched", "let Mul or Add stretch it");
  }

  private static Constant shape(Operation op) {
    int[] full = op.input(0).full(op.batch());
    int[] picks =
        range(op.integer("start", 0), op.integer("end", Integer.MAX_VALUE), 1, full.length);
    return Constant.list(Arrays.stream(picks).mapToLong(a -> full[a]).toArray());
  }

  private static Value cast(Operation op) {
    Value value = op.input(0);
    long to = op.integer("to", 1);
    boolean floating = to == 1 || to == 10 || to == 11 || to == 16 || op.type().equals("CastLike");
    if (value instanceof Constant constant) {
      if (floating) {
        return Constant.floats(constant.dims(), constant.toFloats());
      }
      long[] integers = constant.toIntegers();
      return Constant.integers(
          constant.dims(),
          to == 9 ? Arrays.stream(integers).map(v -> v == 0 ? 0 : 1).toArray() : integers);
    }
    if (!floating) {
      throw op.refused("activations cannot become integers", "export a float model");
    }
    return value;
  }
}

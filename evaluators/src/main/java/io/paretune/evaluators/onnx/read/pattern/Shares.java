package io.paretune.evaluators.onnx.read.pattern;

import io.paretune.evaluators.network.TokenWindows;
import io.paretune.evaluators.onnx.read.value.Constant;
import io.paretune.evaluators.onnx.read.value.Dims;
import io.paretune.evaluators.onnx.read.value.Operation;
import io.paretune.evaluators.onnx.read.value.Value;
import io.paretune.evaluators.onnx.read.value.View;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A part of attention that is written out: the products of queries and keys, then what a softmax
 * makes of them. It is no layer of its own and must be multiplied with values.
 *
 * @param query what each token asks for
 * @param key what each token is found by
 * @param scale of the products so far
 * @param added to the scaled products
 * @param windows which tokens see each other
 * @param masked whether padding is hidden
 * @param closed whether the softmax is done
 */
public record Shares(
    Heads query,
    Heads key,
    double scale,
    Optional<PlaceScores> added,
    TokenWindows windows,
    boolean masked,
    boolean closed)
    implements Value {

  /** What the product's axes in the file are those of. */
  public View view() {
    return query.view();
  }

  @Override
  public boolean batched() {
    return view().batched();
  }

  @Override
  public int[] dims() {
    int[] dims = view().dims().clone();
    dims[dims.length - 1] = query.tokens();
    return dims;
  }

  /** The product of queries and keys, if an operator is one. */
  public static Optional<Value> begun(Operation op) {
    if (!op.type().equals("MatMul") || op.present().size() != 2) {
      return Optional.empty();
    }
    Optional<Heads> query = Heads.of(op.input(0), false);
    Optional<Heads> key = Heads.of(op.input(1), true);
    if (query.isEmpty() || key.isEmpty() || !query.get().fits(key.get())) {
      return Optional.empty();
    }
    double scale = query.get().factor() * key.get().factor();
    TokenWindows windows = query.get().windows(List.of());
    return Optional.of(
        new Shares(query.get(), key.get(), scale, Optional.empty(), windows, false, false));
  }

  /**
   * The result of an operator on this.
   *
   * @return empty if it does not lead on to attention
   */
  public Optional<Value> with(Operation op) {
    List<Value> inputs = op.present();
    Optional<Constant> number =
        inputs.stream().filter(Constant.class::isInstance).map(Constant.class::cast).findFirst();
    boolean first = inputs.get(0).equals(this);
    return switch (op.type()) {
      case "Mul" -> number.filter(c -> c.size() == 1 && !closed).map(c -> times(c.at(0)));
      case "Div" ->
          number.filter(c -> c.size() == 1 && !closed && first).map(c -> times(1 / c.at(0)));
      // a mask that hides nothing, or padding
      case "Add" ->
          number
              .filter(Shares::nothing)
              .map(c -> (Value) this)
              .or(() -> masked(presence(inputs).filter(Presence::hides)))
              .or(() -> number.flatMap(c -> parted(c)))
              .or(() -> number.flatMap(c -> placed(op, c)));
      case "Where" -> known(inputs).or(() -> masked(hidden(inputs, number)));
      // a text without a token, which there is not
      case "IsNaN" ->
          Optional.of(Constant.integers(new int[] {1}, 0))
              .filter(no -> closed)
              .map(Value.class::cast);
      case "Softmax" -> Optional.of(softmax(op));
      case "Reshape" -> Optional.of((Value) this).filter(same -> keepsAxes(op));
      case "Identity", "Dropout", "Cast" -> Optional.of(this);
      default -> Optional.empty();
    };
  }

  /** With a stored number for each head and two places. */
  private Optional<Value> placed(Operation op, Constant numbers) {
    if (closed || added.isPresent()) {
      return Optional.empty();
    }
    return PlaceScores.of(op, numbers, query.count(), query.tokens())
        .map(scores -> new Shares(query, key, scale, Optional.of(scores), windows, masked, false));
  }

  /** With what other parts of a window have hidden. */
  private Optional<Value> parted(Constant mask) {
    return closed || windows.divided()
        ? Optional.empty()
        : PlaceScores.parts(mask, query)
            .map(own -> new Shares(query, key, scale, added, query.windows(own), masked, false));
  }

  /** Whether only axes of length 1 come or go, as one of examples before that of windows. */
  private boolean keepsAxes(Operation op) {
    long[] wanted = op.integers("shape", 1).orElse(new long[0]).clone();
    int[] own = full(op.batch());
    for (int a = 0; a < wanted.length; a++) {
      wanted[a] = wanted[a] == 0 && a < own.length ? own[a] : wanted[a];
    }
    long known = Arrays.stream(wanted).filter(length -> length > 0).reduce(1, (a, b) -> a * b);
    long rest = Dims.product(own) / Math.max(1, known);
    long[] longs = Arrays.stream(wanted).map(length -> length < 0 ? rest : length).toArray();
    return Arrays.equals(over1(longs), over1(Arrays.stream(own).asLongStream().toArray()));
  }

  private static long[] over1(long[] lengths) {
    return Arrays.stream(lengths).filter(length -> length != 1).toArray();
  }

  /** Shares that are kept under a condition that is known. */
  private Optional<Value> known(List<Value> inputs) {
    boolean kept =
        inputs.size() == 3
            && inputs.get(0) instanceof Constant condition
            && condition.size() == 1
            && inputs.get(condition.at(0) == 0 ? 2 : 1).equals(this);
    return kept ? Optional.of(this) : Optional.empty();
  }

  private Shares times(double factor) {
    return new Shares(
        query,
        key,
        scale * factor,
        added.map(scores -> scores.times(factor)),
        windows,
        masked,
        closed);
  }

  private static Optional<Presence> presence(List<Value> inputs) {
    return inputs.stream().filter(Presence.class::isInstance).map(Presence.class::cast).findFirst();
  }

  /** The condition under which these are replaced by what has no share. */
  private Optional<Presence> hidden(List<Value> inputs, Optional<Constant> number) {
    boolean low = number.filter(c -> c.size() == 1 && Presence.hides(c.at(0))).isPresent();
    boolean kept = inputs.size() == 3 && inputs.get(1).equals(this);
    return presence(inputs.subList(0, 1))
        .filter(mask -> low && (kept ? mask.marks() : mask.marksPadding()));
  }

  /** With padding hidden, if a mask has a value for each token that is looked at. */
  private Optional<Value> masked(Optional<Presence> mask) {
    return mask.filter(
            found -> {
              int[] dims = found.dims();
              int last = dims.length - 1;
              return !closed
                  && dims[last] == key.tokens()
                  && found.axis().equals(OptionalInt.of(last));
            })
        .map(found -> new Shares(query, key, scale, added, windows, true, false));
  }

  private static boolean nothing(Constant mask) {
    for (int i = 0; i < mask.size(); i++) {
      if (mask.at(i) != 0) {
        return false;
      }
    }
    return true;
  }

  private Shares softmax(Operation op) {
    int rank = view().full(op.batch()).length;
    int axis = Dims.axis(op.integer("axis", op.opset() < 13 ? 1 : -1), rank);
    if (axis != rank - 1 || closed) {
      throw op.refused(
          "a softmax of attention must be over the last axis, once", "use standard attention");
    }
    return new Shares(query, key, scale, added, windows, masked, true);
  }

  @Override
  public String toString() {
    return "Shares" + Arrays.toString(dims());
  }
}

package io.paretune.evaluators.onnx.read;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A part of attention that is written out: the products of queries and keys, then what a softmax
 * makes of them. It is no layer of its own and must be multiplied with values.
 *
 * @param query what each token asks for
 * @param key what each token is found by
 * @param scale of the products so far
 * @param closed whether the softmax is done
 * @param view of the product's axes in the file
 */
record Shares(Heads query, Heads key, double scale, boolean closed, View view) implements Value {

  @Override
  public int[] dims() {
    int[] dims = view.dims().clone();
    dims[dims.length - 1] = query.tokens();
    return dims;
  }

  /** The product of queries and keys, if an operator is one. */
  static Optional<Value> begun(Operation op) {
    if (!op.type().equals("MatMul") || op.present().size() != 2) {
      return Optional.empty();
    }
    Optional<Heads> query = Heads.of(op.input(0), false);
    Optional<Heads> key = Heads.of(op.input(1), true);
    if (query.isEmpty()
        || key.isEmpty()
        || query.get().count() != key.get().count()
        || query.get().width() != key.get().width()
        || query.get().tokens() != key.get().tokens()) {
      return Optional.empty();
    }
    double scale = query.get().factor() * key.get().factor();
    return Optional.of(new Shares(query.get(), key.get(), scale, false, query.get().view()));
  }

  /**
   * The result of an operator on this.
   *
   * @return empty if it does not lead on to attention
   */
  Optional<Value> with(Operation op) {
    List<Value> inputs = op.present();
    Optional<Constant> number =
        inputs.stream().filter(Constant.class::isInstance).map(Constant.class::cast).findFirst();
    boolean first = inputs.get(0).equals(this);
    return switch (op.type()) {
      case "Mul" -> number.filter(c -> c.size() == 1 && !closed).map(c -> times(c.at(0)));
      case "Div" ->
          number.filter(c -> c.size() == 1 && !closed && first).map(c -> times(1 / c.at(0)));
      // a mask that hides nothing
      case "Add" -> number.filter(Shares::nothing).map(c -> this);
      case "Softmax" -> Optional.of(softmax(op));
      case "Identity", "Dropout", "Cast" -> Optional.of(this);
      default -> Optional.empty();
    };
  }

  private Shares times(double factor) {
    return new Shares(query, key, scale * factor, closed, view);
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
    int rank = ReshapeRules.full(op, view).length;
    int axis = Dims.axis(op.integer("axis", op.opset() < 13 ? 1 : -1), rank);
    if (axis != rank - 1 || closed) {
      throw op.refused(
          "a softmax of attention must be over the last axis, once", "use standard attention");
    }
    return new Shares(query, key, scale, true, view);
  }

  @Override
  public String toString() {
    return "Shares" + Arrays.toString(dims());
  }
}

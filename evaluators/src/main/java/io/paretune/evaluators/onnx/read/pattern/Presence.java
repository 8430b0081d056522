package io.paretune.evaluators.onnx.read.pattern;

import io.paretune.evaluators.onnx.read.value.Constant;
import io.paretune.evaluators.onnx.read.value.Dims;
import io.paretune.evaluators.onnx.read.value.Elements;
import io.paretune.evaluators.onnx.read.value.Moved;
import io.paretune.evaluators.onnx.read.value.Operation;
import io.paretune.evaluators.onnx.read.value.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.DoublePredicate;
import java.util.function.Function;

/**
 * Values of which each depends on nothing but whether one token is there or is padding, such as a
 * mask: what they are if it is there, and what if it is not. Exporters turn masks into factors and
 * summands in many ways; whatever they compute is computed for both cases.
 *
 * @param present the values where tokens are there
 * @param padding the values where they are not
 * @param token for each place the number of its token from 1 on, or 0 where it depends on none
 */
public record Presence(Constant present, Constant padding, Constant token) implements Value {

  /** Sums that hide a token from a softmax: its share is 0 in floats of 32 bits. */
  private static final double HIDDEN = -1000;

  /** Which number padding has depends on the text; a mask makes 0 of it, anything else no place. */
  private static final long NO_NUMBER = -(1L << 40);

  @Override
  public boolean batched() {
    return false;
  }

  @Override
  public int[] dims() {
    return present.dims();
  }

  /**
   * A value for each token of each example.
   *
   * @param present where it is there
   * @param padding where it is not
   */
  public static Presence of(int batch, int tokens, double present, double padding) {
    long[] numbers = new long[batch * tokens];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = i % tokens + 1L;
    }
    int[] dims = {batch, tokens};
    Moved same = new Moved(dims, new int[numbers.length]);
    return new Presence(
        Constant.floats(new int[] {1}, (float) present).moved(same),
        Constant.floats(new int[] {1}, (float) padding).moved(same),
        Constant.integers(dims, numbers));
  }

  /**
   * The result of an operator on such values and constants.
   *
   * @param moving moves the values of a constant, if the operator does that
   * @return empty if the operator is not known for constants either
   */
  public static Optional<Presence> with(
      Operation op, Function<Operation, Optional<Constant>> moving) {
    Optional<Constant> there = moving.apply(op.mapped(Presence::whenPresent));
    if (there.isPresent()) {
      return both(
          there,
          moving.apply(op.mapped(Presence::whenPadding)),
          // a place that is put in depends on no token, and truth values do on the same
          op.type().startsWith("Cast")
              ? Optional.of(((Presence) op.input(0)).token)
              : moving.apply(op.mapped(Presence::tokens)));
    }
    return both(
        Elements.fold(op.mapped(Presence::whenPresent)),
        Elements.fold(op.mapped(Presence::whenPadding)),
        tokens(op));
  }

  private static Optional<Presence> both(
      Optional<Constant> present, Optional<Constant> padding, Optional<Constant> token) {
    return present.isPresent() && padding.isPresent() && token.isPresent()
        ? Optional.of(new Presence(present.get(), padding.get(), token.get()))
        : Optional.empty();
  }

  private static Value whenPresent(Value value) {
    return value instanceof Presence presence ? presence.present : value;
  }

  private static Value whenPadding(Value value) {
    return value instanceof Presence presence ? presence.padding : value;
  }

  private static Value tokens(Value value) {
    return value instanceof Presence presence ? presence.token : value;
  }

  /** Which tokens the values of an operator depend on, element by element. */
  private static Optional<Constant> tokens(Operation op) {
    List<Presence> read = new ArrayList<>();
    int[] to = new int[0];
    for (Value value : op.present()) {
      to = Elements.broadcast(to, value.dims());
      if (value instanceof Presence presence) {
        read.add(presence);
      }
    }
    Constant first = read.get(0).token;
    Constant tokens = first.moved(Moved.broadcast(first.dims(), to));
    for (Presence other : read) {
      Constant own = other.token.moved(Moved.broadcast(other.token.dims(), to));
      for (int i = 0; i < own.size(); i++) {
        if (own.integerAt(i) != tokens.integerAt(i)) {
          return Optional.empty();
        }
      }
    }
    return Optional.of(tokens);
  }

  /**
   * The numbers from 1 on of the tokens that are there, as a running sum of marks counts them,
   * which are those of their places, since texts are filled up at their end.
   *
   * @return empty if the values mark no tokens
   */
  public Optional<Presence> numbered() {
    boolean tokensAlone = Arrays.stream(token.toIntegers()).allMatch(number -> number > 0);
    long[] none = new long[token.size()];
    Arrays.fill(none, NO_NUMBER);
    return tokensAlone && marks()
        ? Optional.of(new Presence(token, Constant.integers(dims(), none), token))
        : Optional.empty();
  }

  /** Whether the values are 1 for tokens that are there and 0 for others. */
  public boolean marks() {
    return all(1, not -> not == 0);
  }

  /** Whether the values are 0 for tokens that are there and 1 for others. */
  boolean marksPadding() {
    return all(0, not -> not == 1);
  }

  /** Whether the values, added to scores, hide padding from a softmax and nothing else. */
  boolean hides() {
    return all(0, Presence::hides);
  }

  /** Whether a score so low has no share. */
  static boolean hides(double score) {
    return score <= HIDDEN;
  }

  /** What depends on no token, such as a class token's place, counts as there. */
  private boolean all(double there, DoublePredicate not) {
    for (int i = 0; i < token.size(); i++) {
      if (present.at(i) != there || (token.integerAt(i) > 0 && !not.test(padding.at(i)))) {
        return false;
      }
    }
    return true;
  }

  /**
   * The axis along which the tokens lie, in order, behind some that are always there; no other axis
   * makes a difference.
   *
   * @return empty if there is none
   */
  public OptionalInt axis() {
    int tokens = (int) Arrays.stream(token.toIntegers()).max().orElse(0);
    int[] dims = dims();
    int[] strides = Dims.strides(dims);
    for (int axis = dims.length - 1; axis >= 0; axis--) {
      int before = dims[axis] - tokens;
      boolean all = before >= 0;
      for (int i = 0; i < token.size() && all; i++) {
        int place = i / strides[axis] % dims[axis];
        all = token.integerAt(i) == Math.max(0, place - before + 1);
      }
      if (all) {
        return OptionalInt.of(axis);
      }
    }
    return OptionalInt.empty();
  }
}

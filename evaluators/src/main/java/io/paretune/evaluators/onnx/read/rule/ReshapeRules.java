package io.paretune.evaluators.onnx.read.rule;

import io.paretune.evaluators.network.Shape;
import io.paretune.evaluators.onnx.read.value.Constant;
import io.paretune.evaluators.onnx.read.value.Dims;
import io.paretune.evaluators.onnx.read.value.Draft;
import io.paretune.evaluators.onnx.read.value.Operation;
import io.paretune.evaluators.onnx.read.value.Value;
import io.paretune.evaluators.onnx.read.value.View;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;

/** Operators that keep the order of values and change the axes. */
public final class ReshapeRules {

  static final String EXPORT = "the file is damaged: export it again";

  private final Draft draft;

  ReshapeRules(Draft draft) {
    this.draft = draft;
  }

  /** The value with these axes, the batch included; an activation's batch must stay first. */
  Value reshaped(Operation op, Value value, int[] full) {
    if (value instanceof Constant constant) {
      return constant.reshaped(full);
    }
    View view = (View) value;
    if (wholly(op, view)) {
      return view.withAxes(full);
    }
    if (full.length < 1 || full[0] != op.batch()) {
      throw op.refused(
          "the first axis must stay the batch, got %s of %s"
              .formatted(Dims.text(full), Dims.text(view.full(op.batch()))),
          "flatten from axis 1 on");
    }
    if (Arrays.equals(full, view.full(op.batch()))) {
      return view;
    }
    View plain = view.permutation() ? view : draft.settled(view, op);
    return plain.reshaped(Arrays.copyOfRange(full, 1, full.length));
  }

  /** Whether the batch axis of a view may go anywhere: that of one example's tokens. */
  static boolean wholly(Operation op, View view) {
    return view.shape() instanceof Shape.Sequence && op.batch() == 1;
  }

  Value reshape(Operation op) {
    int[] from = op.input(0).full(op.batch());
    long[] wanted = op.integers("shape", 1).orElse(new long[0]).clone();
    int unknown = -1;
    long known = 1;
    for (int a = 0; a < wanted.length; a++) {
      if (wanted[a] == 0 && op.integer("allowzero", 0) == 0) {
        if (a >= from.length) {
          throw op.refused(
              "axis %d of the shape copies one that is not there".formatted(a), EXPORT);
        }
        wanted[a] = from[a];
      }
      if (wanted[a] == -1) {
        unknown = a;
      } else {
        known = Math.multiplyExact(known, wanted[a]);
      }
    }
    if (unknown >= 0) {
      wanted[unknown] = known == 0 ? 0 : Dims.product(from) / known;
    }
    int[] full = Dims.ints(wanted);
    if (Dims.product(full) != Dims.product(from)) {
      throw op.refused(
          "%s values cannot become %s".formatted(Dims.text(from), Dims.text(full)),
          "export with a batch of 1 or a free batch axis");
    }
    return reshaped(op, op.input(0), full);
  }

  Value flatten(Operation op) {
    int[] from = op.input(0).full(op.batch());
    long axis = op.integer("axis", 1);
    int cut = axis == from.length ? from.length : Dims.axis(axis, from.length);
    return reshaped(
        op,
        op.input(0),
        new int[] {
          Dims.product(Arrays.copyOfRange(from, 0, cut)),
          Dims.product(Arrays.copyOfRange(from, cut, from.length))
        });
  }

  Value squeeze(Operation op) {
    Value value = op.input(0);
    int[] from = value.full(op.batch());
    boolean[] gone = new boolean[from.length];
    Optional<long[]> axes = op.integers("axes", 1);
    for (int a = 0; a < from.length; a++) {
      // Without axes the batch stays: whether it is 1 is not the network's business.
      gone[a] = axes.isEmpty() && from[a] == 1 && (a > 0 || value instanceof Constant);
    }
    for (long axis : axes.orElse(new long[0])) {
      int a = Dims.axis(axis, from.length);
      if (from[a] != 1) {
        throw op.refused("axis %d of length %d cannot be dropped".formatted(a, from[a]), EXPORT);
      }
      gone[a] = true;
    }
    return reshaped(
        op,
        value,
        IntStream.range(0, from.length).filter(a -> !gone[a]).map(a -> from[a]).toArray());
  }

  Value unsqueeze(Operation op) {
    int[] from = op.input(0).full(op.batch());
    long[] axes = op.integers("axes", 1).orElse(new long[0]);
    int rank = from.length + axes.length;
    boolean[] fresh = new boolean[rank];
    for (long axis : axes) {
      fresh[Dims.axis(axis, rank)] = true;
    }
    int[] to = new int[rank];
    int next = 0;
    for (int a = 0; a < rank; a++) {
      to[a] = fresh[a] || next == from.length ? 1 : from[next++];
    }
    return reshaped(op, op.input(0), to);
  }
}

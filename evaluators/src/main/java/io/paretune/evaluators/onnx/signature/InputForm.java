package io.paretune.evaluators.onnx.signature;

import java.util.List;
import java.util.OptionalInt;

/** How a network's input is made of a file's. */
public sealed interface InputForm permits TensorForm, TextForm {

  /** The element type of the file's tensor, as ONNX numbers them. */
  int element();

  /** Whether nothing has to be done. */
  boolean plain();

  /**
   * Appends what makes the network's input of the file's.
   *
   * @param from the file's first input
   */
  void append(String from, String to, SignedGraph graph);

  /** The axes as they are. */
  static InputForm of(int element) {
    return new TensorForm(element, List.of(), OptionalInt.empty());
  }

  /** Images as {@code batch x height x width x channels}. */
  static InputForm channelsLast(int element) {
    return new TensorForm(element, List.of(0, 3, 1, 2), OptionalInt.empty());
  }

  /** Tensors that do without an axis of length 1. */
  static InputForm without(int axis, int element) {
    return new TensorForm(element, List.of(), OptionalInt.of(axis));
  }
}

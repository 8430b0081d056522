package io.paretune.evaluators.onnx.read.pattern;

import io.paretune.evaluators.onnx.read.value.Value;
import io.paretune.evaluators.onnx.read.value.View;

/**
 * A view of tokens times a number, as queries and keys are before they are multiplied. No layer is
 * made of it: the factor becomes part of attention's scale.
 *
 * @param factor of every value
 */
public record Scaled(View view, double factor) implements Value {

  @Override
  public int[] dims() {
    return view.dims();
  }
}

package io.paretune.evaluators.onnx.read;

/** What a name in the file stands for while reading. */
sealed interface Value permits Constant, View {

  /** Lengths of all axes; of a view, without the batch axis. */
  int[] dims();
}

package io.paretune.evaluators.onnx.read;

/** What a name in the file stands for while reading. */
sealed interface Value
    permits Constant,
        View,
        ErfGate,
        SquareMean,
        Cubic,
        Scaled,
        Shares,
        Moments,
        Presence,
        Counted,
        Filed {

  /** Lengths of all axes; without the batch axis unless it is a constant or made of masks. */
  int[] dims();
}

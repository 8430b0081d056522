package io.paretune.evaluators.onnx.read.value;

/** What a name in the file stands for while reading. */
public interface Value {

  /** Lengths of all axes; without the batch axis unless it is a constant or made of masks. */
  int[] dims();

  /** Whether the file has a batch axis before these. */
  default boolean batched() {
    return true;
  }

  /** Lengths of all axes as the file has them. */
  default int[] full(int batch) {
    if (!batched()) {
      return dims();
    }
    int[] dims = dims();
    int[] full = new int[dims.length + 1];
    full[0] = batch;
    System.arraycopy(dims, 0, full, 1, dims.length);
    return full;
  }
}

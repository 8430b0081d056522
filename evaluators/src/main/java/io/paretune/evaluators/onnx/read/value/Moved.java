package io.paretune.evaluators.onnx.read.value;

import io.paretune.evaluators.onnx.read.file.OnnxImportException;

/**
 * Where values go: the new lengths of the axes, and for each place the position it takes its value
 * from, or -1 for a zero.
 */
public final class Moved {

  private final int[] dims;
  private final int[] sources;

  public Moved(int[] dims, int[] sources) {
    this.dims = dims;
    this.sources = sources;
  }

  int[] dims() {
    return dims;
  }

  public int[] sources() {
    return sources;
  }

  /**
   * Places along each axis by number; -1 makes zeros.
   *
   * @param dims lengths of the axes now
   * @param picks for each axis the positions to take, in order
   */
  public static Moved pick(int[] dims, int[][] picks) {
    int[] out = new int[dims.length];
    for (int a = 0; a < dims.length; a++) {
      out[a] = picks[a].length;
    }
    int[] strides = Dims.strides(dims);
    int[] sources = new int[Dims.bounded(out, dims)];
    int[] place = new int[dims.length];
    for (int i = 0; i < sources.length; i++) {
      int source = 0;
      for (int a = 0; a < place.length; a++) {
        int from = picks[a][place[a]];
        source = from < 0 || source < 0 ? -1 : source + from * strides[a];
      }
      sources[i] = source;
      Dims.next(place, out);
    }
    return new Moved(out, sources);
  }

  /** The axes in another order. */
  public static Moved transpose(int[] dims, int[] order) {
    int[] out = new int[dims.length];
    int[] strides = Dims.strides(dims);
    int[] taken = new int[dims.length];
    for (int a = 0; a < dims.length; a++) {
      out[a] = dims[order[a]];
      taken[a] = strides[order[a]];
    }
    return strided(dims, out, taken);
  }

  /** Repeats axes of length 1 until the shape is {@code to}, aligned at the end. */
  public static Moved broadcast(int[] dims, int[] to) {
    int[] strides = Dims.strides(dims);
    int[] taken = new int[to.length];
    for (int a = 0; a < dims.length; a++) {
      int target = a + to.length - dims.length;
      if (target < 0 || (dims[a] != to[target] && dims[a] != 1)) {
        throw new OnnxImportException(
            "%s does not stretch to %s".formatted(Dims.text(dims), Dims.text(to)));
      }
      taken[target] = dims[a] == 1 ? 0 : strides[a];
    }
    return strided(dims, to, taken);
  }

  private static Moved strided(int[] dims, int[] out, int[] strides) {
    int[] sources = new int[Dims.bounded(out, dims)];
    int[] place = new int[out.length];
    for (int i = 0; i < sources.length; i++) {
      int source = 0;
      for (int a = 0; a < place.length; a++) {
        source += place[a] * strides[a];
      }
      sources[i] = source;
      Dims.next(place, out);
    }
    return new Moved(out, sources);
  }
}

package io.paretune.evaluators.onnx.read.file;

/**
 * How many values may be held while reading: a multiple of what the file stores and a fixed amount
 * for what is computed. Without it, a small hostile file could ask for any amount of memory by
 * stretching, repeating and sharing.
 */
public final class Budget {

  /** Most values of one activation or one constant that is computed. */
  public static final int LARGEST = 1 << 26;

  private static final long COMPUTED = 1L << 25;
  private static final long TIMES = 4;

  /** Values that may be moved from place to place, however often: some ten seconds. */
  private static final long STEPS = 1L << 30;

  private long left = COMPUTED;
  private long steps = STEPS;

  /** The file really holds this many values. */
  public void stored(long values) {
    left += TIMES * values;
  }

  /** This many values are looked at, one by one. */
  public void work(long values) {
    steps -= values;
    if (steps < 0) {
      throw new OnnxImportException(
          "too many values would have to be moved while reading (more than %d); simplify the model before export"
              .formatted(STEPS));
    }
  }

  /** This many values are held from now on. */
  public void spend(long values) {
    left -= values;
    if (left < 0) {
      throw new OnnxImportException(
          "too many values would have to be computed while reading (more than %d beyond those stored); simplify the model before export"
              .formatted(COMPUTED));
    }
  }
}

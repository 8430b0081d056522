package io.paretune.evaluators.onnx.graph.rounding;

/**
 * A matrix and the steps that its values may become: each block of inputs of an output has a scale,
 * under which its value of largest size is exact.
 */
public final class WeightGrid {

  private final float[] matrix;
  private final int inputs;
  private final int bits;
  private final int block;
  private final float[] scales;

  /**
   * The grid of a matrix.
   *
   * @param matrix {@code float[inputs][outputs]}, flat; not copied
   * @param bits of a step
   * @param block inputs that share a scale
   */
  public WeightGrid(float[] matrix, int inputs, int bits, int block) {
    this.matrix = matrix;
    this.inputs = inputs;
    this.bits = bits;
    this.block = block;
    this.scales = new float[outputs() * blocks()];
    int middle = 1 << (bits - 1);
    for (int s = 0; s < scales.length; s++) {
      float extreme = 0;
      int from = s % blocks() * block;
      for (int i = from; i < Math.min(inputs, from + block); i++) {
        float value = matrix[i * outputs() + s / blocks()];
        extreme = Math.abs(value) > Math.abs(extreme) ? value : extreme;
      }
      scales[s] = extreme == 0 ? 1 : -extreme / middle;
    }
  }

  /**
   * A grid whose scales are given, one for each output.
   *
   * @param matrix {@code float[inputs][outputs]}, flat; not copied
   */
  public WeightGrid(float[] matrix, int bits, float[] scales) {
    this.matrix = matrix;
    this.inputs = matrix.length / scales.length;
    this.bits = bits;
    this.block = inputs;
    this.scales = scales.clone();
  }

  /** How many inputs each output has. */
  public int inputs() {
    return inputs;
  }

  /** How many outputs there are. */
  public int outputs() {
    return matrix.length / inputs;
  }

  /** How many scales an output has. */
  public int blocks() {
    return (inputs + block - 1) / block;
  }

  /** The matrix's values, {@code [inputs][outputs]}. */
  public float[] values() {
    return matrix.clone();
  }

  /** A scale for each output and block, {@code [outputs][blocks]}. */
  public float[] scales() {
    return scales.clone();
  }

  /** The step, from 0 on, that a value of this place becomes; the middle one stands for zero. */
  public int step(int input, int output, double value) {
    int middle = 1 << (bits - 1);
    long step = Math.round(value / scale(input, output)) + middle;
    return (int) Math.max(0, Math.min(2L * middle - 1, step));
  }

  /** What a step of this place stands for. */
  public double value(int input, int output, int step) {
    return (step - (1 << (bits - 1))) * (double) scale(input, output);
  }

  private float scale(int input, int output) {
    return scales[output * blocks() + input / block];
  }

  /** The nearest step of each value. */
  public byte[] nearest() {
    byte[] steps = new byte[matrix.length];
    for (int i = 0; i < steps.length; i++) {
      steps[i] = (byte) step(i / outputs(), i % outputs(), matrix[i]);
    }
    return steps;
  }
}

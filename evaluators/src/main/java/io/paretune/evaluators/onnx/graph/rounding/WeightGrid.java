package io.paretune.evaluators.onnx.graph.rounding;

/**
 * A matrix and the steps that its values may become: each block of inputs of an output has a scale,
 * under which its value of largest size is exact.
 */
public final class WeightGrid {

  /** Shares of what a block's weights span that {@link #fitted} tries, after the whole. */
  private static final int SHARES = 10;

  private static final double SHARE = 0.05;

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

  private WeightGrid(WeightGrid other, float[] scales) {
    this.matrix = other.matrix;
    this.inputs = other.inputs;
    this.bits = other.bits;
    this.block = other.block;
    this.scales = scales;
  }

  /**
   * This grid with other ranges: of each block the share of what its weights span under which
   * products with inputs that vary so are off least, {@code e' H e} of the block's errors by the
   * nearest steps. No block is further off than with all that it spans, which is one of the shares.
   *
   * @param moments {@code H}, {@code [inputs][inputs]}: the mean of {@code x x'}
   */
  public WeightGrid fitted(double[][] moments) {
    float[] best = scales.clone();
    double[] least = errors(moments);
    for (int s = 1; s <= SHARES; s++) {
      float share = (float) (1 - SHARE * s);
      float[] smaller = scales.clone();
      for (int i = 0; i < smaller.length; i++) {
        smaller[i] *= share;
      }
      double[] errors = on(smaller).errors(moments);
      for (int i = 0; i < smaller.length; i++) {
        if (errors[i] < least[i]) {
          least[i] = errors[i];
          best[i] = smaller[i];
        }
      }
    }
    return on(best);
  }

  /**
   * This grid on other scales.
   *
   * @param others as {@link #scales} gives them
   */
  WeightGrid on(float[] others) {
    return new WeightGrid(this, others.clone());
  }

  /**
   * What the nearest steps take from products, of each scale.
   *
   * @param moments as {@link #fitted} has them
   * @return mean squares, {@code [outputs][blocks]} as the scales
   */
  double[] errors(double[][] moments) {
    double[] errors = new double[scales.length];
    double[] own = new double[block];
    for (int s = 0; s < scales.length; s++) {
      int output = s / blocks();
      int from = s % blocks() * block;
      int to = Math.min(inputs, from + block);
      for (int i = from; i < to; i++) {
        double weight = matrix[i * outputs() + output];
        own[i - from] = weight - value(i, output, step(i, output, weight));
      }
      for (int i = from; i < to; i++) {
        double product = 0;
        for (int j = from; j < to; j++) {
          product += moments[i][j] * own[j - from];
        }
        errors[s] += own[i - from] * product;
      }
    }
    return errors;
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

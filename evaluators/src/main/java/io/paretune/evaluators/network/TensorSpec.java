package io.paretune.evaluators.network;

import java.util.List;

/**
 * A tensor that a network expects: its name, its shape and what it is for.
 *
 * @param name {@code <node>.weight}, {@code .bias}, {@code .gamma}, {@code .beta}, {@code
 *     .runningMean}, {@code .runningVariance} or {@code .table}
 * @param shape lengths of the axes: Conv2d weight {@code [out, in / groups, kernelHeight,
 *     kernelWidth]}, Linear weight {@code [out, in]}, table {@code [tokens, width]} or {@code
 *     [vocabulary, width]}, the others {@code [channels]}
 * @param role what the tensor is for
 */
public record TensorSpec(String name, List<Integer> shape, Role role) {

  /** What a tensor is for. */
  public enum Role {
    /** The kernel of a convolution or the matrix of a linear layer. */
    WEIGHT("weight"),
    /** The offset of a convolution or a linear layer. */
    BIAS("bias"),
    /** The scale of a normalisation or of an affine map. */
    GAMMA("gamma"),
    /** The offset of a normalisation or of an affine map. */
    BETA("beta"),
    /** The running mean of a batch normalisation: a statistic, not trained by gradient. */
    RUNNING_MEAN("runningMean"),
    /** The running variance of a batch normalisation: a statistic, not trained by gradient. */
    RUNNING_VARIANCE("runningVariance"),
    /** Learned tokens, or a vector for each place or each word. */
    TABLE("table"),
    /** What attention adds to the score of each place for each other, head by head. */
    SCORES("scores");

    private final String suffix;

    Role(String suffix) {
      this.suffix = suffix;
    }

    /** The last part of the tensor's name. */
    public String suffix() {
      return suffix;
    }

    /** The name of this tensor of the node. */
    public String of(String node) {
      return node + "." + suffix;
    }

    /** Whether gradient descent changes it. */
    public boolean trainable() {
      return this != RUNNING_MEAN && this != RUNNING_VARIANCE;
    }
  }

  /** Copies the shape and checks that its lengths are positive. */
  public TensorSpec {
    shape = List.copyOf(shape);
    for (int length : shape) {
      if (length < 1) {
        throw new IllegalArgumentException(
            "axis lengths must be positive, got %s (tensor '%s')".formatted(shape, name));
      }
    }
  }

  /**
   * Number of values.
   *
   * @throws ArithmeticException if it overflows a {@code long}
   */
  public long elements() {
    long product = 1;
    for (int length : shape) {
      product = Math.multiplyExact(product, (long) length);
    }
    return product;
  }

  /** The shape as an array, for numeric code. */
  public int[] dimensions() {
    return shape.stream().mapToInt(Integer::intValue).toArray();
  }
}

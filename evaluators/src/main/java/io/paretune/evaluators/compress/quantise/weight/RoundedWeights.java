package io.paretune.evaluators.compress.quantise.weight;

import io.paretune.evaluators.compress.quantise.LearnedGrids;
import io.paretune.evaluators.network.Tensor;
import java.util.Optional;

/** What the weights of a layer are in a file of few bits: for those who change them before. */
public final class RoundedWeights {

  /** Weights of 4 bits under one step. */
  public static final int BLOCK = Int4Weights.BLOCK;

  private RoundedWeights() {}

  /**
   * What the file's integers stand for, in the order of the weights.
   *
   * @param weight {@code [outputs, ...]}
   * @param bits 8 or 4
   */
  public static float[] restored(Tensor weight, int bits, WeightScales granularity) {
    return bits == 4
        ? Int4Weights.of(weight, granularity).restored()
        : Int8Weights.of(weight, granularity).restored();
  }

  /**
   * The steps that the file has if none were learned: as {@link LearnedGrids#steps}.
   *
   * @param weight {@code [outputs, ...]}
   * @param bits 8 or 4
   */
  public static Tensor steps(Tensor weight, int bits, WeightScales granularity) {
    return bits == 4
        ? Int4Weights.steps(weight, granularity)
        : Int8Weights.of(weight, granularity).scales();
  }

  /**
   * What integers on given steps stand for.
   *
   * @param steps as {@link #steps} gives them
   * @param weight {@code [outputs, ...]}
   * @param bits 8 or 4
   */
  public static Tensor on(Tensor steps, Tensor weight, int bits) {
    float[] restored =
        bits == 4
            ? Int4Weights.on(steps, weight).restored()
            : Int8Weights.on(steps, weight, Optional.empty(), 1).restored();
    return Tensor.of(restored, weight.shape());
  }
}

package io.paretune.evaluators.onnx.read.pattern;

import io.paretune.evaluators.onnx.read.value.Value;
import io.paretune.evaluators.onnx.read.value.View;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A part of a mean over the tokens that are there, as files write it: the number of these, the
 * share that each has, or the sum of their features. It is no layer of its own.
 *
 * @param stage what it is
 * @param x the tokens, if it is made of them
 * @param axes lengths of all axes, the batch's included
 */
public record Counted(Stage stage, Optional<View> x, List<Integer> axes) implements Value {

  public Counted(Stage stage, Optional<View> x, int... dims) {
    this(stage, x, Arrays.stream(dims).boxed().toList());
  }

  @Override
  public boolean batched() {
    return false;
  }

  @Override
  public int[] dims() {
    return axes.stream().mapToInt(Integer::intValue).toArray();
  }

  /** What has been computed so far. */
  public enum Stage {
    /** How many tokens are there, at least 1. */
    NUMBER,
    /** One by that for tokens that are there, 0 for others. */
    SHARE,
    /** The tokens that are there, zeros in place of others. */
    MARKED,
    /** The sum of these. */
    SUM,
    /** The number of the last token of any text that is there, from 0. */
    LAST,
    /** How many tokens the longest text has. */
    LENGTH
  }

  public Counted at(Stage next, int... to) {
    return new Counted(next, x, to);
  }
}

package io.paretune.evaluators.train.views;

import io.paretune.evaluators.data.Split;
import io.paretune.evaluators.data.source.InputShape;
import java.util.List;

/**
 * A finite set of deterministic variations of every example: view 0 is the example itself, view v a
 * shift and perhaps a mirror image drawn from (seed, v, example), and perhaps mixed with another
 * example. Because there are finitely many, a teacher's answers to all of them can be kept, and a
 * student learns from the answer to the very image that it sees.
 *
 * @param augmentation how images are varied
 * @param count the number of views of each example, at least 1; must be 1 without augmentation
 * @param strength scales the shifts and the share of the other example, over 0 to 2; 1 is as the
 *     augmentation says
 * @param seed of the draws; the teacher and its students must share it
 */
public record Views(Augmentation augmentation, int count, double strength, long seed) {
  /** Checks the ranges. */
  public Views {
    if (count < 1 || count > 64) {
      throw new IllegalArgumentException("count must be 1 to 64 views, got " + count);
    }
    if (augmentation == Augmentation.NONE && count != 1) {
      throw new IllegalArgumentException(
          "without augmentation there is only 1 view, got count=" + count);
    }
    if (!(strength > 0 && strength <= 2)) {
      throw new IllegalArgumentException("strength must be over 0 to 2, got " + strength);
    }
  }

  /** Views as strong as the augmentation says. */
  public Views(Augmentation augmentation, int count, long seed) {
    this(augmentation, count, 1, seed);
  }

  /** The same views, varied more or less. */
  public Views withStrength(double value) {
    return new Views(augmentation, count, value, seed);
  }

  /** The examples as they are. */
  public static Views none() {
    return new Views(Augmentation.NONE, 1, 0);
  }

  /**
   * Writes view {@code view} of an example, preprocessed, to {@code into[offset ...]}. What a shift
   * uncovers is filled with raw 0 (black).
   *
   * @param scratch at least one example long; overwritten
   */
  public void copy(Split split, int index, int view, float[] into, int offset, float[] scratch) {
    varied(split, index, view, into, offset, scratch);
    Mixing mixing = augmentation.mixing();
    if (view == 0 || mixing == Mixing.NONE) {
      return;
    }
    float[] other = {};
    if (mixing.needsPartner()) {
      other = new float[split.examples().shape().volume()];
      // its own variation, not that of the example that it is mixed into
      varied(split, partner(index, view, split.size()), view + count, other, 0, scratch);
    }
    mixing.apply(
        placing(index, view),
        rest(index, view),
        split.examples().shape(),
        new Mixing.Pair(into, offset, other, strength));
  }

  /**
   * How much of the label of view {@code view} is the example's own, in [1/2, 1] at strength 1; the
   * rest is its {@link #partner}'s.
   */
  public double share(int index, int view, InputShape shape) {
    return view == 0
        ? 1
        : augmentation.mixing().share(placing(index, view), rest(index, view), shape);
  }

  /** The share that another example is to have, in [0, 1/2] at strength 1. */
  private double rest(int index, int view) {
    return strength * (0.5 - (drawn(index, view, 1) >>> 11) * 0x1.0p-54);
  }

  private Draws placing(int index, int view) {
    return new Draws(drawn(index, view, 3));
  }

  /** The example that view {@code view} is mixed with, of a split of {@code size}. */
  public int partner(int index, int view, int size) {
    return (int) Long.remainderUnsigned(drawn(index, view, 2), size);
  }

  private long drawn(int index, int view, int what) {
    return mix(mix(mix(seed ^ mix(index)) + view) + what);
  }

  private void varied(Split split, int index, int view, float[] into, int offset, float[] scratch) {
    InputShape shape = split.examples().shape();
    if (view == 0 || (shape.height() == 1 && shape.width() == 1)) {
      split.copyInput(index, into, offset);
      return;
    }
    recoloured(split, index, view, scratch);
    List<Double> means = split.preprocessing().mean();
    List<Double> deviations = split.preprocessing().std();
    moving(index, view)
        .apply(shape, scratch, into, offset, c -> (float) (-means.get(c) / deviations.get(c)));
  }

  private Moving moving(int index, int view) {
    long draw = mix(mix(seed ^ mix(index)) + view);
    int reach = (int) Math.round(strength * augmentation.reach());
    int span = 2 * reach + 1;
    return new Moving(
        (int) Long.remainderUnsigned(draw, span) - reach,
        (int) Long.remainderUnsigned(draw >>> 16, span) - reach,
        augmentation.mirrors() && (draw >>> 40 & 1) == 1);
  }

  /**
   * Moves planes that lie on an example's pixels as its view moves them; what a shift uncovers is
   * 0.
   *
   * @param planes how they lie
   * @param values {@code float[channels][height][width]}, overwritten
   */
  public void move(int index, int view, InputShape planes, float[] values) {
    if (view != 0) {
      moving(index, view).apply(planes, values.clone(), values, 0, c -> 0);
    }
  }

  /** The example with other colours, preprocessed. */
  private void recoloured(Split split, int index, int view, float[] into) {
    if (!augmentation.needsBytes()) {
      split.copyInput(index, into, 0);
      return;
    }
    InputShape shape = split.examples().shape();
    split.examples().copyRaw(index, into, 0);
    augmentation
        .recolouring()
        .apply(
            new Picture(shape, into, new float[into.length]),
            new Draws(drawn(index, view, 4)),
            strength);
    split.preprocessing().apply(into, 0, shape.volume());
  }

  /**
   * View {@code view} of the examples {@code from} (inclusive) to {@code to} (exclusive),
   * preprocessed.
   *
   * @return {@code float[to - from][channels][height][width]}, flat
   */
  public float[] inputs(Split split, int view, int from, int to) {
    int volume = split.examples().shape().volume();
    float[] inputs = new float[(to - from) * volume];
    split
        .examples()
        .each(
            to - from,
            i ->
                copy(
                    split, from + i, view, inputs, i * volume, new float[count == 1 ? 0 : volume]));
    return inputs;
  }

  /** The finaliser of SplitMix64 (Steele, Lea, Flood 2014, doi:10.1145/2660193.2660195). */
  public static long mix(long z) {
    long x = z + 0x9E3779B97F4A7C15L;
    x = (x ^ (x >>> 30)) * 0xBF58476D1CE4E5B9L;
    x = (x ^ (x >>> 27)) * 0x94D049BB133111EBL;
    return x ^ (x >>> 31);
  }
}

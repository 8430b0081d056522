package io.paretune.evaluators.train.views;

import io.paretune.evaluators.data.source.InputShape;
import java.util.Arrays;

/** How another example of the split comes into a view. */
enum Mixing {
  /** Not at all. */
  NONE {
    @Override
    double share(Draws draws, double rest, InputShape shape) {
      return 1;
    }
  },
  /** Every value is a share of the one and the rest of the other. */
  BLEND {
    @Override
    boolean needsPartner() {
      return true;
    }

    @Override
    double share(Draws draws, double rest, InputShape shape) {
      return 1 - rest;
    }

    @Override
    void apply(Draws draws, double rest, InputShape shape, Pair pair) {
      double share = 1 - rest;
      for (int i = 0; i < pair.other.length; i++) {
        int at = pair.offset + i;
        pair.own[at] = (float) (share * pair.own[at] + (1 - share) * pair.other[i]);
      }
    }
  },
  /** A rectangle is the other's; of an image alone. */
  PATCH {
    @Override
    boolean needsPartner() {
      return true;
    }

    @Override
    double share(Draws draws, double rest, InputShape shape) {
      return isImage(shape)
          ? 1 - Rectangle.within(draws, rest, shape).area() / (double) area(shape)
          : 1;
    }

    @Override
    void apply(Draws draws, double rest, InputShape shape, Pair pair) {
      if (isImage(shape)) {
        Rectangle.within(draws, rest, shape)
            .forEachRow(
                shape,
                (from, to) ->
                    System.arraycopy(pair.other, from, pair.own, pair.offset + from, to - from));
      }
    }
  },
  /** A square is the mean, the label stays; of an image alone. */
  HOLE {
    @Override
    double share(Draws draws, double rest, InputShape shape) {
      return 1;
    }

    @Override
    void apply(Draws draws, double rest, InputShape shape, Pair pair) {
      if (isImage(shape)) {
        Rectangle.around(draws, shape, pair.strength)
            .forEachRow(
                shape,
                (from, to) -> Arrays.fill(pair.own, pair.offset + from, pair.offset + to, 0));
      }
    }
  },
  /** Some values are the other's, the label stays. */
  SWAP {
    private static final double SWAPPED = 0.1;

    @Override
    boolean needsPartner() {
      return true;
    }

    @Override
    double share(Draws draws, double rest, InputShape shape) {
      return 1;
    }

    @Override
    void apply(Draws draws, double rest, InputShape shape, Pair pair) {
      for (int i = 0; i < pair.other.length; i++) {
        if (draws.uniform() < SWAPPED * pair.strength) {
          pair.own[pair.offset + i] = pair.other[i];
        }
      }
    }
  };

  /** What is mixed: an example, changed in place, and another. */
  static final class Pair {
    private final float[] own;
    private final int offset;
    private final float[] other;
    private final double strength;

    /**
     * @param own whose values are at {@code own[offset ...]}
     * @param other {@code float[volume]}; only read where a partner is needed
     */
    Pair(float[] own, int offset, float[] other, double strength) {
      this.own = own;
      this.offset = offset;
      this.other = other;
      this.strength = strength;
    }
  }

  /** Whether there is another example at all. */
  boolean needsPartner() {
    return false;
  }

  /**
   * The share of the label that stays the example's own.
   *
   * @param rest the share that the other is to have
   */
  abstract double share(Draws draws, double rest, InputShape shape);

  /**
   * Mixes.
   *
   * @param draws the same as for the share
   */
  void apply(Draws draws, double rest, InputShape shape, Pair pair) {}

  private static boolean isImage(InputShape shape) {
    return area(shape) > 1;
  }

  private static int area(InputShape shape) {
    return shape.height() * shape.width();
  }
}

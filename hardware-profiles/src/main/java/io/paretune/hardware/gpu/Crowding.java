package io.paretune.hardware.gpu;

import java.util.function.LongSupplier;

/**
 * What a training does where others need a GPU's memory, too. What a step takes shows in what is
 * kept after it, if nothing was kept before: so that is given back first, and batches are parted if
 * the next step takes too much again. Parts that take hardly less are given up for good: then it is
 * weights and what belongs to them that fill the memory.
 */
public final class Crowding {

  /** Steps between two looks at the memory. */
  public static final int BETWEEN = 16;

  /** Of what is too much, as a share, that smaller parts must take away. */
  private static final double GAIN = 0.125;

  private final LongSupplier excess;
  private int steps;
  private int next = 1;
  private boolean emptied;
  private boolean settled;
  private double before = Double.POSITIVE_INFINITY;

  /** What to do after a step. */
  public enum Move {
    /** Nothing. */
    GO_ON,
    /** Give back what is kept for later steps. */
    EMPTY,
    /** That, and take batches in parts of half the size. */
    HALVE,
    /** That, and take them in parts as before they were halved last. */
    UNDO
  }

  /**
   * @param excess bytes that this process takes beyond its share; asked every {@value #BETWEEN}
   *     steps, and after each step while room is made
   */
  public Crowding(LongSupplier excess) {
    this.excess = excess;
  }

  /**
   * A step was taken.
   *
   * @param divisible whether parts can be halved
   */
  public Move after(boolean divisible) {
    if (++steps < next) {
      return Move.GO_ON;
    }
    long now = excess.getAsLong();
    Move move = now <= 0 ? Move.GO_ON : emptied ? parted(now, divisible) : Move.EMPTY;
    emptied = now > 0 && !settled;
    next = steps + (emptied ? 1 : BETWEEN);
    before = now > 0 && move == Move.HALVE ? now : Double.POSITIVE_INFINITY;
    return move;
  }

  private Move parted(long now, boolean divisible) {
    boolean vain = now > (1 - GAIN) * before;
    settled = vain || !divisible;
    return vain ? Move.UNDO : divisible ? Move.HALVE : Move.EMPTY;
  }
}

package io.paretune.search.sampler;

import java.util.random.RandomGenerator;

/**
 * The numbers 0 to size - 1 in a shuffled order that is computed, not stored.
 *
 * <p>A Feistel network over the smallest even number of bits that hold the size, walked along its
 * cycles until it comes back into the range (Black, Rogaway 2002, doi:10.1007/3-540-45760-7_9). At
 * most 4 steps on average, O(1) memory. Immutable.
 */
final class Permutation {

  /** Enough that no pattern is left to the eye; secrecy is not asked for. */
  private static final int ROUNDS = 6;

  private final long size;
  private final int half;
  private final long mask;
  private final long[] keys = new long[ROUNDS];

  /**
   * A permutation.
   *
   * @param size at least 1, at most 2^62
   * @param random where the order comes from
   */
  Permutation(long size, RandomGenerator random) {
    if (size < 1 || size > 1L << 62) {
      throw new IllegalArgumentException("1 <= size <= 2^62 must hold, got " + size);
    }
    this.size = size;
    int bits = Long.SIZE - Long.numberOfLeadingZeros(size - 1);
    this.half = Math.max(1, (bits + 1) / 2);
    this.mask = (1L << half) - 1;
    for (int i = 0; i < ROUNDS; i++) {
      keys[i] = random.nextLong();
    }
  }

  long size() {
    return size;
  }

  /**
   * The number at a place.
   *
   * @param place 0 to size - 1
   */
  long at(long place) {
    long number = place;
    do {
      number = encrypted(number);
    } while (number >= size);
    return number;
  }

  private long encrypted(long number) {
    long left = number >>> half;
    long right = number & mask;
    for (long key : keys) {
      long next = left ^ (RandomStreams.mix(right ^ key) & mask);
      left = right;
      right = next;
    }
    return left << half | right;
  }
}

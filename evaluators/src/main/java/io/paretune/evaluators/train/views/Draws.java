package io.paretune.evaluators.train.views;

/** Random numbers of one view of one example, each a function of its seed and its place in line. */
final class Draws {
  private long state;

  Draws(long seed) {
    this.state = seed;
  }

  private long next() {
    state = Views.mix(state);
    return state;
  }

  /** In [0, 1). */
  double uniform() {
    return (next() >>> 11) * 0x1.0p-53;
  }

  /** In [low, high). */
  double between(double low, double high) {
    return low + (high - low) * uniform();
  }

  /** 0 to bound - 1. */
  int below(int bound) {
    return (int) Long.remainderUnsigned(next(), bound);
  }
}

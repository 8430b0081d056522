package io.paretune.search.pruner.halving;

import java.util.stream.LongStream;

/**
 * Where trials are judged and how many of them go on: rungs at {@code firstRung}, {@code firstRung
 * x factor}, {@code firstRung x factor^2}, ... below {@code lastStep}, at each of which one in
 * {@code factor} goes on.
 *
 * @param firstRung step of the first rung (the grace period), at least 1
 * @param factor at least 2; 3 or 4 are usual
 * @param lastStep the step at which a trial ends anyway, so that nothing is saved by stopping it
 *     there; {@code Integer.MAX_VALUE} if it is not known
 */
public record Halving(int firstRung, int factor, int lastStep) {

  /** Checks the numbers. */
  public Halving {
    if (firstRung < 1) {
      throw new IllegalArgumentException("firstRung must be at least 1, got " + firstRung);
    }
    if (factor < 2) {
      throw new IllegalArgumentException("factor must be at least 2, got " + factor);
    }
    if (lastStep < 1) {
      throw new IllegalArgumentException("lastStep must be at least 1, got " + lastStep);
    }
  }

  /** Rungs at 1, 3, 9, ...; the end is not known. */
  public static Halving defaults() {
    return new Halving(1, 3, Integer.MAX_VALUE);
  }

  /** These rungs, beginning later. */
  public Halving withFirstRung(int newFirstRung) {
    return new Halving(newFirstRung, factor, lastStep);
  }

  /** These rungs, farther apart or nearer. */
  public Halving withFactor(int newFactor) {
    return new Halving(firstRung, newFactor, lastStep);
  }

  /** These rungs of trials that end at some step. */
  public Halving withLastStep(int newLastStep) {
    return new Halving(firstRung, factor, newLastStep);
  }

  /** The steps of the rungs, ascending; none if the first is not below the last step. */
  int[] levels() {
    return LongStream.iterate(firstRung, level -> level < lastStep, level -> level * factor)
        .mapToInt(Math::toIntExact)
        .toArray();
  }
}

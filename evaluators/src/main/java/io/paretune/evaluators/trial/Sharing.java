package io.paretune.evaluators.trial;

import java.util.OptionalDouble;

/**
 * How the networks of a search share weights: one network, of which all of them are parts, is
 * trained before the first trial, and trials inherit from it.
 *
 * @param epochs of the shared network, at least 1
 * @param subnetsPerStep parts that are trained on every batch, at least 1: the largest, the
 *     smallest, the others random; 1 is a random one, on labels
 * @param recalibrationImages training examples whose statistics normalise a part, at least 2
 * @param finalists what is done to the members of the front when the search is over
 * @param time how a time limit is divided
 */
public record Sharing(
    int epochs,
    int subnetsPerStep,
    int recalibrationImages,
    FinalTraining finalists,
    TimeShares time) {

  /** Checks the ranges. */
  public Sharing {
    if (epochs < 1) {
      throw new IllegalArgumentException("epochs must be at least 1, got " + epochs);
    }
    if (subnetsPerStep < 1) {
      throw new IllegalArgumentException(
          "subnetsPerStep must be at least 1, got " + subnetsPerStep);
    }
    if (recalibrationImages < 2) {
      throw new IllegalArgumentException(
          "recalibrationImages must be at least 2, got " + recalibrationImages);
    }
  }

  /** With the usual shares of time. */
  public Sharing(int epochs, int subnetsPerStep, int recalibrationImages, FinalTraining finalists) {
    this(epochs, subnetsPerStep, recalibrationImages, finalists, TimeShares.usual());
  }

  /**
   * How a time limit is divided: the search has what is left.
   *
   * @param preparation share that the shared network may take, over 0
   * @param finalists share that is kept for them, at least 0; below 1 together
   */
  public record TimeShares(double preparation, double finalists) {

    /** Checks the shares. */
    public TimeShares {
      if (!(preparation > 0 && finalists >= 0 && preparation + finalists < 1)) {
        throw new IllegalArgumentException(
            "shares of the time must be over 0 for the preparation, at least 0 for finalists, and below 1 together, got %s and %s"
                .formatted(preparation, finalists));
      }
    }

    /** So much for the preparation, and the usual share for finalists, or half of what is left. */
    public static TimeShares preparing(double share) {
      return new TimeShares(share, Math.min(usual().finalists(), (1 - share) / 2));
    }

    /** Two fifths each: what a user takes home is trained in the second, and looks are cheap. */
    public static TimeShares usual() {
      return new TimeShares(0.4, 0.4);
    }
  }

  /** 40 epochs of four parts a step, 512 images, finalists trained on for 5 epochs. */
  public static Sharing defaults() {
    return new Sharing(40, 4, 512, new FinalTraining(5, FinalTraining.Start.INHERITED, 1));
  }

  /**
   * What is done to the members of the front when the search is over.
   *
   * @param epochs that each is trained, at least 0; 0 leaves what was inherited
   * @param from the weights to begin with
   * @param seeds how often each is trained, each time from another seed, at least 1; more than one
   *     is for training anew
   * @param most members that are trained, at least 1
   * @param toward a value of the first objective: the members that are likely to end nearest to it
   *     are trained; if empty, they are spread over the front
   */
  public record FinalTraining(int epochs, Start from, int seeds, int most, OptionalDouble toward) {

    /** Of all members. */
    public FinalTraining(int epochs, Start from, int seeds) {
      this(epochs, from, seeds, Integer.MAX_VALUE, OptionalDouble.empty());
    }

    /** The weights to begin with. */
    public enum Start {
      /** Those of the shared network. */
      INHERITED,
      /** Fresh ones. */
      SCRATCH
    }

    /** Checks the ranges. */
    public FinalTraining {
      if (epochs < 0) {
        throw new IllegalArgumentException("epochs must be at least 0, got " + epochs);
      }
      if (most < 1) {
        throw new IllegalArgumentException("most must be at least 1, got " + most);
      }
      if (seeds < 1 || (seeds > 1 && from == Start.INHERITED)) {
        throw new IllegalArgumentException(
            "seeds must be at least 1, and 1 for what is inherited, got %d from %s"
                .formatted(seeds, from));
      }
      if (epochs == 0 && from == Start.SCRATCH) {
        throw new IllegalArgumentException(
            "finalists from scratch must be trained for at least 1 epoch, got 0");
      }
    }
  }
}

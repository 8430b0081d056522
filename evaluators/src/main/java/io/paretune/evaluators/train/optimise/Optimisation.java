package io.paretune.evaluators.train.optimise;

/**
 * How a training's gradients change its weights.
 *
 * @param optimiser which
 * @param rate the learning rate over the training
 * @param momentum of SGD, in [0, 1); the others do not use it
 * @param weightDecay each step shrinks weights (not biases, not normalisation) by {@code
 *     learningRate * weightDecay}; with Adam it is part of the gradient; at least 0
 * @param clipping the length of all gradients together is at most this (Pascanu et al. 2013,
 *     arXiv:1211.5063); 0 for any length
 */
public record Optimisation(
    OptimiserKind optimiser,
    LearningRate rate,
    double momentum,
    double weightDecay,
    double clipping) {
  /** Checks the ranges. */
  public Optimisation {
    if (!(momentum >= 0 && momentum < 1)) {
      throw new IllegalArgumentException("momentum must lie in [0, 1), got " + momentum);
    }
    if (!(weightDecay >= 0 && weightDecay * rate.peak() < 1)) {
      throw new IllegalArgumentException(
          "weightDecay must be at least 0 and below 1 / learningRate, got " + weightDecay);
    }
    if (!(clipping >= 0 && Double.isFinite(clipping))) {
      throw new IllegalArgumentException("clipping must be at least 0, got " + clipping);
    }
  }

  /** SGD with Nesterov momentum 0.9, warmed up over a fifth, then a cosine. */
  public static Optimisation defaults() {
    return new Optimisation(
        OptimiserKind.SGD, new LearningRate(0.2, RateSchedule.COSINE, 0.2), 0.9, 0.02, 0);
  }

  /** This, with an optimiser; another one's learning rate is the one to begin with. */
  public Optimisation withOptimiser(OptimiserKind value) {
    if (value == optimiser) {
      return this;
    }
    return new Optimisation(value, rate, momentum, weightDecay, clipping)
        .withPeak(value.usualRate());
  }

  /** This, with another rate over the training. */
  public Optimisation withRate(LearningRate value) {
    return new Optimisation(optimiser, value, momentum, weightDecay, clipping);
  }

  /** This, with another peak of the learning rate. */
  public Optimisation withPeak(double value) {
    return withRate(new LearningRate(value, rate.schedule(), rate.warmUp()));
  }

  /** This, with another schedule. */
  public Optimisation withSchedule(RateSchedule value) {
    return withRate(new LearningRate(rate.peak(), value, rate.warmUp()));
  }

  /** This, with another share of warm-up. */
  public Optimisation withWarmUp(double value) {
    return withRate(new LearningRate(rate.peak(), rate.schedule(), value));
  }

  /** This, with another momentum. */
  public Optimisation withMomentum(double value) {
    return new Optimisation(optimiser, rate, value, weightDecay, clipping);
  }

  /** This, with another weight decay. */
  public Optimisation withWeightDecay(double value) {
    return new Optimisation(optimiser, rate, momentum, value, clipping);
  }

  /** This, with gradients clipped to another length. */
  public Optimisation withClipping(double value) {
    return new Optimisation(optimiser, rate, momentum, weightDecay, value);
  }
}

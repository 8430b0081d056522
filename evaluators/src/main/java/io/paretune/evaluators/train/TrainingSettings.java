package io.paretune.evaluators.train;

import io.paretune.evaluators.train.batch.Batching;
import io.paretune.evaluators.train.distillation.SoftTargets;
import io.paretune.evaluators.train.optimise.Optimisation;
import io.paretune.evaluators.train.views.Views;

/**
 * How a network is trained.
 *
 * @param epochs passes over the training split, at least 1
 * @param batchSize examples a step, at least 2 (batch normalisation needs two)
 * @param optimisation how gradients change weights
 * @param labelSmoothing probability spread over all classes, in [0, 1)
 * @param views how training images are varied
 * @param soft how a teacher's answers are learned from; unused without a teacher
 * @param precision what convolutions are computed with
 * @param seed of the order of examples, and of dropout
 */
public record TrainingSettings(
    int epochs,
    int batchSize,
    Optimisation optimisation,
    double labelSmoothing,
    Views views,
    SoftTargets soft,
    TrainingPrecision precision,
    long seed) {
  /** Checks the ranges. */
  public TrainingSettings {
    if (epochs < 1) {
      throw new IllegalArgumentException("epochs must be at least 1, got " + epochs);
    }
    if (batchSize < 2) {
      throw new IllegalArgumentException("batchSize must be at least 2, got " + batchSize);
    }
    if (!(labelSmoothing >= 0 && labelSmoothing < 1)) {
      throw new IllegalArgumentException(
          "labelSmoothing must lie in [0, 1), got " + labelSmoothing);
    }
  }

  /** Tuned on fashion-mini for a small residual network in a few seconds of one CPU thread. */
  public static TrainingSettings defaults() {
    return new TrainingSettings(
        8,
        32,
        Optimisation.defaults(),
        0.1,
        Views.none(),
        new SoftTargets(2, 0.5),
        TrainingPrecision.FP32,
        0);
  }

  /**
   * For weights that are already good, such as those left after pruning: fewer epochs at a lower
   * rate.
   */
  public TrainingSettings fineTuning(int fewerEpochs) {
    return withEpochs(fewerEpochs).withLearningRate(learningRate() / 4).withWarmUp(0);
  }

  /** How the training split is cut into batches. */
  public Batching batching() {
    return new Batching(batchSize, labelSmoothing, views, seed);
  }

  /** The peak of the learning rate. */
  public double learningRate() {
    return optimisation.rate().peak();
  }

  /** This, with another number of epochs. */
  public TrainingSettings withEpochs(int value) {
    return new TrainingSettings(
        value, batchSize, optimisation, labelSmoothing, views, soft, precision, seed);
  }

  /** This, with another batch size. */
  public TrainingSettings withBatchSize(int value) {
    return new TrainingSettings(
        epochs, value, optimisation, labelSmoothing, views, soft, precision, seed);
  }

  /** This, with other changes of weights. */
  public TrainingSettings withOptimisation(Optimisation value) {
    return new TrainingSettings(
        epochs, batchSize, value, labelSmoothing, views, soft, precision, seed);
  }

  /** This, with another peak learning rate. */
  public TrainingSettings withLearningRate(double value) {
    return withOptimisation(optimisation.withPeak(value));
  }

  /** This, with another weight decay. */
  public TrainingSettings withWeightDecay(double value) {
    return withOptimisation(optimisation.withWeightDecay(value));
  }

  /** This, with another share of warm-up. */
  public TrainingSettings withWarmUp(double value) {
    return withOptimisation(optimisation.withWarmUp(value));
  }

  /** This, with another label smoothing. */
  public TrainingSettings withLabelSmoothing(double value) {
    return new TrainingSettings(
        epochs, batchSize, optimisation, value, views, soft, precision, seed);
  }

  /** This, with other views. */
  public TrainingSettings withViews(Views value) {
    return new TrainingSettings(
        epochs, batchSize, optimisation, labelSmoothing, value, soft, precision, seed);
  }

  /** This, with another temperature and weight of the teacher. */
  public TrainingSettings withDistillation(double temperature, double alpha) {
    SoftTargets value = new SoftTargets(temperature, alpha);
    return new TrainingSettings(
        epochs, batchSize, optimisation, labelSmoothing, views, value, precision, seed);
  }

  /** This, in another precision. */
  public TrainingSettings withPrecision(TrainingPrecision value) {
    return new TrainingSettings(
        epochs, batchSize, optimisation, labelSmoothing, views, soft, value, seed);
  }

  /** This, with another seed. */
  public TrainingSettings withSeed(long value) {
    return new TrainingSettings(
        epochs, batchSize, optimisation, labelSmoothing, views, soft, precision, value);
  }
}

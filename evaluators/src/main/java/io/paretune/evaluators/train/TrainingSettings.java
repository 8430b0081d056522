package io.paretune.evaluators.train;

import io.paretune.evaluators.train.views.Views;

/**
 * How a network is trained: SGD with Nesterov momentum and decoupled weight decay, a linear warm-up
 * and a cosine schedule, label smoothing and distillation.
 *
 * @param epochs passes over the training split, at least 1
 * @param batchSize examples a step, at least 2 (batch normalisation needs two)
 * @param learningRate the peak, in (0, 10]
 * @param momentum in [0, 1)
 * @param weightDecay each step shrinks weights (not biases, not normalisation) by {@code
 *     learningRate * weightDecay}; at least 0
 * @param labelSmoothing probability spread over all classes, in [0, 1)
 * @param warmUp share of all steps in which the learning rate rises linearly, in [0, 1)
 * @param views how training images are varied
 * @param temperature of the softened distributions in distillation, over 0
 * @param alpha weight of the teacher against the labels, in [0, 1]; unused without a teacher
 * @param seed of the order of examples, and of dropout
 */
public record TrainingSettings(
    int epochs,
    int batchSize,
    double learningRate,
    double momentum,
    double weightDecay,
    double labelSmoothing,
    double warmUp,
    Views views,
    double temperature,
    double alpha,
    long seed) {
  public TrainingSettings {
    require(epochs >= 1, "epochs must be at least 1, got ", epochs);
    require(batchSize >= 2, "batchSize must be at least 2, got ", batchSize);
    require(
        learningRate > 0 && learningRate <= 10,
        "learningRate must lie in (0, 10], got ",
        learningRate);
    require(momentum >= 0 && momentum < 1, "momentum must lie in [0, 1), got ", momentum);
    require(
        weightDecay >= 0 && weightDecay * learningRate < 1,
        "weightDecay must be at least 0 and below 1 / learningRate, got ",
        weightDecay);
    require(
        labelSmoothing >= 0 && labelSmoothing < 1,
        "labelSmoothing must lie in [0, 1), got ",
        labelSmoothing);
    require(warmUp >= 0 && warmUp < 1, "warmUp must lie in [0, 1), got ", warmUp);
    require(
        temperature > 0 && Double.isFinite(temperature),
        "temperature must be over 0, got ",
        temperature);
    require(alpha >= 0 && alpha <= 1, "alpha must lie in [0, 1], got ", alpha);
  }

  private static void require(boolean holds, String invariant, Number value) {
    if (!holds) {
      throw new IllegalArgumentException(invariant + value);
    }
  }

  /** Tuned on fashion-mini for a small residual network in a few seconds of one CPU thread. */
  public static TrainingSettings defaults() {
    return new TrainingSettings(8, 32, 0.2, 0.9, 0.02, 0.1, 0.2, Views.none(), 2, 0.5, 0);
  }

  /**
   * For weights that are already good, such as those left after pruning: fewer epochs at a lower
   * rate.
   */
  public TrainingSettings fineTuning(int fewerEpochs) {
    return withEpochs(fewerEpochs).withLearningRate(learningRate / 4).withWarmUp(0);
  }

  /** This, with another number of epochs. */
  public TrainingSettings withEpochs(int value) {
    return new TrainingSettings(
        value,
        batchSize,
        learningRate,
        momentum,
        weightDecay,
        labelSmoothing,
        warmUp,
        views,
        temperature,
        alpha,
        seed);
  }

  /** This, with another batch size. */
  public TrainingSettings withBatchSize(int value) {
    return new TrainingSettings(
        epochs,
        value,
        learningRate,
        momentum,
        weightDecay,
        labelSmoothing,
        warmUp,
        views,
        temperature,
        alpha,
        seed);
  }

  /** This, with another peak learning rate. */
  public TrainingSettings withLearningRate(double value) {
    return new TrainingSettings(
        epochs,
        batchSize,
        value,
        momentum,
        weightDecay,
        labelSmoothing,
        warmUp,
        views,
        temperature,
        alpha,
        seed);
  }

  /** This, with another weight decay. */
  public TrainingSettings withWeightDecay(double value) {
    return new TrainingSettings(
        epochs,
        batchSize,
        learningRate,
        momentum,
        value,
        labelSmoothing,
        warmUp,
        views,
        temperature,
        alpha,
        seed);
  }

  /** This, with another label smoothing. */
  public TrainingSettings withLabelSmoothing(double value) {
    return new TrainingSettings(
        epochs,
        batchSize,
        learningRate,
        momentum,
        weightDecay,
        value,
        warmUp,
        views,
        temperature,
        alpha,
        seed);
  }

  /** This, with another share of warm-up. */
  public TrainingSettings withWarmUp(double value) {
    return new TrainingSettings(
        epochs,
        batchSize,
        learningRate,
        momentum,
        weightDecay,
        labelSmoothing,
        value,
        views,
        temperature,
        alpha,
        seed);
  }

  /** This, with other views. */
  public TrainingSettings withViews(Views value) {
    return new TrainingSettings(
        epochs,
        batchSize,
        learningRate,
        momentum,
        weightDecay,
        labelSmoothing,
        warmUp,
        value,
        temperature,
        alpha,
        seed);
  }

  /** This, with another temperature and weight of the teacher. */
  public TrainingSettings withDistillation(double newTemperature, double newAlpha) {
    return new TrainingSettings(
        epochs,
        batchSize,
        learningRate,
        momentum,
        weightDecay,
        labelSmoothing,
        warmUp,
        views,
        newTemperature,
        newAlpha,
        seed);
  }

  /** This, with another seed. */
  public TrainingSettings withSeed(long value) {
    return new TrainingSettings(
        epochs,
        batchSize,
        learningRate,
        momentum,
        weightDecay,
        labelSmoothing,
        warmUp,
        views,
        temperature,
        alpha,
        value);
  }

  /**
   * The learning rate of a step: linear to the peak over the warm-up, then half a cosine to 0
   * (Loshchilov and Hutter 2017, arXiv:1608.03983, eq. 5 without restarts).
   *
   * @param step from 0
   * @param steps in all
   */
  double learningRateAt(long step, long steps) {
    double rising = warmUp * steps;
    if (step + 1 < rising) {
      return learningRate * (step + 1) / rising;
    }
    double progress = (step + 1 - rising) / (steps + 1 - rising);
    return learningRate * 0.5 * (1 + Math.cos(Math.PI * Math.min(1, Math.max(0, progress))));
  }
}

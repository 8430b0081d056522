package io.paretune.evaluators.train;

import io.paretune.evaluators.train.optimise.OptimiserKind;
import io.paretune.evaluators.train.optimise.RateSchedule;
import io.paretune.evaluators.train.views.Views;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * One setting of training that can be fixed or searched.
 *
 * @param <T> its values
 */
public final class TrainingSetting<T> {

  /** Before the key, in the parameter's name. */
  public static final String PREFIX = "training.";

  /** Which optimiser; its usual learning rate comes with it. */
  public static final TrainingSetting<OptimiserKind> OPTIMISER =
      new TrainingSetting<>(
          "optimiser",
          settings -> settings.optimisation().optimiser(),
          (settings, value) ->
              settings.withOptimisation(settings.optimisation().withOptimiser(value)));

  /** The peak learning rate, in (0, 10]. */
  public static final TrainingSetting<Double> LEARNING_RATE =
      new TrainingSetting<>(
          "learning-rate", TrainingSettings::learningRate, TrainingSettings::withLearningRate);

  /** How the learning rate falls. */
  public static final TrainingSetting<RateSchedule> SCHEDULE =
      new TrainingSetting<>(
          "schedule",
          settings -> settings.optimisation().rate().schedule(),
          (settings, value) ->
              settings.withOptimisation(settings.optimisation().withSchedule(value)));

  /** The share of all steps in which the learning rate rises, in [0, 1). */
  public static final TrainingSetting<Double> WARM_UP =
      new TrainingSetting<>(
          "warm-up",
          settings -> settings.optimisation().rate().warmUp(),
          TrainingSettings::withWarmUp);

  /** Momentum, in [0, 1); of SGD alone. */
  public static final TrainingSetting<Double> MOMENTUM =
      new TrainingSetting<>(
          "momentum",
          settings -> settings.optimisation().momentum(),
          (settings, value) ->
              settings.withOptimisation(settings.optimisation().withMomentum(value)));

  /** Weight decay, at least 0. */
  public static final TrainingSetting<Double> WEIGHT_DECAY =
      new TrainingSetting<>(
          "weight-decay",
          settings -> settings.optimisation().weightDecay(),
          TrainingSettings::withWeightDecay);

  /** The greatest length of all gradients together; 0 for any. */
  public static final TrainingSetting<Double> CLIPPING =
      new TrainingSetting<>(
          "gradient-clipping",
          settings -> settings.optimisation().clipping(),
          (settings, value) ->
              settings.withOptimisation(settings.optimisation().withClipping(value)));

  /** Examples a step, at least 2. */
  public static final TrainingSetting<Integer> BATCH_SIZE =
      new TrainingSetting<>(
          "batch-size", TrainingSettings::batchSize, TrainingSettings::withBatchSize);

  /** Probability spread over all classes, in [0, 1). */
  public static final TrainingSetting<Double> LABEL_SMOOTHING =
      new TrainingSetting<>(
          "label-smoothing",
          TrainingSettings::labelSmoothing,
          TrainingSettings::withLabelSmoothing);

  /** How images are varied, and how many views of each there are. */
  public static final TrainingSetting<Views> AUGMENTATION =
      new TrainingSetting<>("augmentation", TrainingSettings::views, TrainingSettings::withViews);

  /** How far images are varied, over 0 to 2; of augmented ones alone. */
  public static final TrainingSetting<Double> STRENGTH =
      new TrainingSetting<>(
          "augmentation-strength",
          settings -> settings.views().strength(),
          (settings, value) -> settings.withViews(settings.views().withStrength(value)));

  /** All, in the order in which they are applied. */
  static final List<TrainingSetting<?>> ALL =
      List.of(
          OPTIMISER,
          LEARNING_RATE,
          SCHEDULE,
          WARM_UP,
          MOMENTUM,
          WEIGHT_DECAY,
          CLIPPING,
          BATCH_SIZE,
          LABEL_SMOOTHING,
          AUGMENTATION,
          STRENGTH);

  private final String key;
  private final Function<TrainingSettings, T> get;
  private final BiFunction<TrainingSettings, T, TrainingSettings> set;

  private TrainingSetting(
      String key,
      Function<TrainingSettings, T> get,
      BiFunction<TrainingSettings, T, TrainingSettings> set) {
    this.key = key;
    this.get = get;
    this.set = set;
  }

  /** How experiment files call it. */
  public String key() {
    return key;
  }

  /** The name of its parameter. */
  public String parameter() {
    return PREFIX + key;
  }

  /** Its value in some settings. */
  public T of(TrainingSettings settings) {
    return get.apply(settings);
  }

  /** Some settings with another value of it. */
  public TrainingSettings in(TrainingSettings settings, T value) {
    return set.apply(settings, value);
  }

  @Override
  public String toString() {
    return key;
  }
}

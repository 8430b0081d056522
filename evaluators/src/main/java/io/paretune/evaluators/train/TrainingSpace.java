package io.paretune.evaluators.train;

import io.paretune.evaluators.data.TrainSplit;
import io.paretune.evaluators.train.optimise.OptimiserKind;
import io.paretune.evaluators.train.views.Augmentation;
import io.paretune.evaluators.train.views.Views;
import io.paretune.search.space.Assignment;
import io.paretune.search.space.Condition;
import io.paretune.search.space.Domain;
import io.paretune.search.space.Parameter;
import io.paretune.search.space.Tunable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * The training that is searched: settings, of which some are parameters {@code training.<key>}.
 *
 * <p>Momentum exists where the optimiser is SGD, the strength of augmentation where there is any. A
 * learning rate that is not given is the usual one of the optimiser.
 */
public final class TrainingSpace {

  private final TrainingSettings base;
  private final List<Given<?>> given;

  private TrainingSpace(TrainingSettings base, List<Given<?>> given) {
    this.base = base;
    this.given = given;
  }

  /** A setting and what it is given. */
  private record Given<T>(TrainingSetting<T> setting, Tunable<T> values) {

    TrainingSettings at(Assignment point, TrainingSettings settings) {
      boolean absent = values.searched() && !point.has(values.name());
      return absent ? settings : setting.in(settings, values.at(point));
    }

    /** The usual value where that is among those searched; a value from their middle otherwise. */
    TrainingSettings usual(TrainingSettings settings) {
      return setting.in(settings, values.orMiddle(setting.of(settings)));
    }

    /** Checks every value, or both ends of a range. */
    void check(TrainingSettings settings) {
      values.extremes().forEach(value -> setting.in(settings, value));
    }
  }

  /** Nothing is searched. */
  public static TrainingSpace fixed(TrainingSettings settings) {
    return new TrainingSpace(settings, List.of());
  }

  /**
   * This space, with a setting fixed or searched.
   *
   * @param values named as the setting's {@linkplain TrainingSetting#parameter parameter}
   * @throws IllegalArgumentException if a value is out of range, or the setting plays no part
   */
  public <T> TrainingSpace with(TrainingSetting<T> setting, Tunable<T> values) {
    List<Given<?>> all = new ArrayList<>(given);
    all.removeIf(other -> other.setting().equals(setting));
    Given<T> added = new Given<>(setting, values.when(exists(setting)));
    all.add(added);
    all.sort(Comparator.comparingInt(one -> TrainingSetting.ALL.indexOf(one.setting())));
    TrainingSpace space = new TrainingSpace(base, List.copyOf(all));
    added.check(space.usual());
    return space;
  }

  /** This space, with other settings beneath what it fixes and searches. */
  public TrainingSpace over(UnaryOperator<TrainingSettings> change) {
    return new TrainingSpace(change.apply(base), given);
  }

  /** This space, searching a number. */
  public TrainingSpace search(TrainingSetting<Double> setting, Domain domain) {
    return with(setting, Tunable.real(setting.parameter(), domain));
  }

  private Condition exists(TrainingSetting<?> setting) {
    if (setting.equals(TrainingSetting.MOMENTUM)) {
      return tunable(TrainingSetting.OPTIMISER)
          .in(List.of(OptimiserKind.SGD))
          .orElseThrow(
              () -> new IllegalArgumentException("momentum is of the optimiser sgd alone"));
    }
    if (setting.equals(TrainingSetting.STRENGTH)) {
      Tunable<Views> augmentation = tunable(TrainingSetting.AUGMENTATION);
      List<Views> varied =
          augmentation.values().stream()
              .filter(views -> views.augmentation() != Augmentation.NONE)
              .toList();
      return augmentation
          .in(varied)
          .orElseThrow(
              () -> new IllegalArgumentException("without augmentation it has no strength"));
    }
    return Condition.always();
  }

  @SuppressWarnings("unchecked") // a setting's tunable is of the setting's type
  private <T> Tunable<T> tunable(TrainingSetting<T> setting) {
    return given.stream()
        .filter(one -> one.setting().equals(setting))
        .findFirst()
        .map(one -> (Tunable<T>) one.values())
        .orElseGet(() -> Tunable.fixed(setting.parameter(), setting.of(base)));
  }

  /** The parameters, in a fixed order. */
  public List<Parameter> parameters() {
    return Tunable.parameters(given.stream().<Tunable<?>>map(Given::values).toList());
  }

  /** The settings at a point of the space. */
  public TrainingSettings at(Assignment point) {
    TrainingSettings settings = base;
    for (Given<?> one : given) {
      settings = one.at(point, settings);
    }
    return settings;
  }

  /** The settings where everything that is searched is as usual, as far as that is in its range. */
  public TrainingSettings usual() {
    TrainingSettings settings = base;
    for (Given<?> one : given) {
      settings = one.usual(settings);
    }
    return settings;
  }

  /** The usual value in a parameter's domain; empty if it is not one of these. */
  public Optional<Object> usual(Parameter parameter) {
    TrainingSettings usual = usual();
    return given.stream()
        .filter(one -> one.values().name().equals(parameter.name()))
        .findFirst()
        .flatMap(one -> inDomain(one, usual));
  }

  private static <T> Optional<Object> inDomain(Given<T> one, TrainingSettings usual) {
    return one.values().inDomain(one.setting().of(usual));
  }

  /**
   * Checks that all batch sizes that are searched can be filled (larger ones would all be the
   * same), and that the data can be varied so.
   *
   * @throws IllegalArgumentException if not
   */
  public void requireFor(TrainSplit train) {
    requireBytes(train);
    Tunable<Integer> sizes = tunable(TrainingSetting.BATCH_SIZE);
    int largest = sizes.extremes().stream().mapToInt(Integer::intValue).max().orElseThrow();
    if (sizes.searched() && largest > train.size()) {
      throw new IllegalArgumentException(
          "training.batch-size must be at most the %d training examples, got %d"
              .formatted(train.size(), largest));
    }
  }

  private void requireBytes(TrainSplit train) {
    for (Views views : tunable(TrainingSetting.AUGMENTATION).extremes()) {
      if (views.augmentation() != Augmentation.NONE && train.examples().shape().isText()) {
        throw new IllegalArgumentException(
            "training.augmentation: %s is for images and numbers, and the data are texts: leave it out; family text-transformer hides words (hidden)"
                .formatted(Tunable.label(views.augmentation())));
      }
      if (views.augmentation().needsBytes() && !train.examples().storesBytes()) {
        throw new IllegalArgumentException(
            "training.augmentation: %s is for images of bytes, and the data are numbers of shape %s; crop, crop-and-mix and swap are for any"
                .formatted(Tunable.label(views.augmentation()), train.examples().shape()));
      }
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TrainingSpace that
        && base.equals(that.base)
        && given.equals(that.given);
  }

  @Override
  public int hashCode() {
    return 31 * base.hashCode() + given.hashCode();
  }

  @Override
  public String toString() {
    return base + " with " + given;
  }
}

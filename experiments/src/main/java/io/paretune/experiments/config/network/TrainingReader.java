package io.paretune.experiments.config.network;

import io.paretune.evaluators.train.TrainingPrecision;
import io.paretune.evaluators.train.TrainingSetting;
import io.paretune.evaluators.train.TrainingSettings;
import io.paretune.evaluators.train.TrainingSpace;
import io.paretune.evaluators.train.optimise.OptimiserKind;
import io.paretune.evaluators.train.optimise.RateSchedule;
import io.paretune.evaluators.train.views.Augmentation;
import io.paretune.evaluators.train.views.Views;
import io.paretune.evaluators.trial.TrainingDevices;
import io.paretune.hardware.yaml.YamlSection;
import io.paretune.search.space.Parameter;
import io.paretune.search.space.Tunable;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * How networks are trained: the section {@code training} of an experiment file, whose values are
 * fixed or searched, and that of a teacher, which is trained one way.
 */
final class TrainingReader {

  /** Keys of the section that a teacher has, too. */
  static final List<String> TEACHER_KEYS =
      List.of(
          "epochs",
          "batch-size",
          "optimiser",
          "optimizer",
          "learning-rate",
          "schedule",
          "warm-up",
          "momentum",
          "weight-decay",
          "gradient-clipping",
          "label-smoothing");

  /** Keys of the section {@code training}. */
  static final List<String> KEYS = keys();

  private static final String DEVICE = "device";
  private static final String DEVICES = "devices";

  private static final String PRECISION = "precision";
  private static final String OPTIMISER = "optimiser";
  private static final String AMERICAN = "optimizer";
  private static final int VIEWS = 2;

  private final YamlSection section;
  private final TunableReader reader;
  private TrainingSpace space;

  private TrainingReader(YamlSection section, TrainingSettings usual) {
    this.section = section;
    this.reader = new TunableReader(section, TrainingSetting.PREFIX);
    this.space = TrainingSpace.fixed(usual);
  }

  private static List<String> keys() {
    List<String> keys = new ArrayList<>(TEACHER_KEYS);
    keys.addAll(
        List.of(
            DEVICE,
            DEVICES,
            PRECISION,
            "fine-tuning-epochs",
            "augmentation",
            "augmentation-strength",
            "views"));
    return List.copyOf(keys);
  }

  /** How students are trained. */
  static TrainingSpace read(YamlSection section, TrainingSettings usual) {
    TrainingReader reading = new TrainingReader(section, withEpochs(section, usual));
    reading.optimisation();
    reading.views();
    reading.precision();
    return reading.space;
  }

  /**
   * How a teacher is trained.
   *
   * @param students what it is where nothing is said
   */
  static TrainingSettings fixed(YamlSection section, TrainingSettings students) {
    TrainingReader reading = new TrainingReader(section, withEpochs(section, students));
    reading.optimisation();
    for (Parameter searched : reading.space.parameters()) {
      String key = searched.name().substring(TrainingSetting.PREFIX.length());
      throw section.refuse(key, "a teacher is trained one way: '" + key + "' must be one value");
    }
    return reading.space.usual();
  }

  /** Where networks are trained; the processor if nothing is said. */
  static TrainingDevices devices(YamlSection section) {
    int count = (int) section.whole(DEVICES, 1, 1024, 1);
    return section.has(DEVICE)
        ? section.parsed(DEVICE, text -> TrainingDevices.parse(text, count))
        : TrainingDevices.parse("cpu", count);
  }

  private static TrainingSettings withEpochs(YamlSection section, TrainingSettings usual) {
    return usual.withEpochs((int) section.whole("epochs", 1, 100_000, usual.epochs()));
  }

  private void optimisation() {
    optimiser();
    real(TrainingSetting.LEARNING_RATE, 10);
    given(
        TrainingSetting.SCHEDULE,
        usual -> reader.constants("schedule", RateSchedule.values(), usual));
    real(TrainingSetting.WARM_UP, 1);
    real(TrainingSetting.MOMENTUM, 1);
    real(TrainingSetting.WEIGHT_DECAY, 1);
    real(TrainingSetting.CLIPPING, 1_000_000);
    given(TrainingSetting.BATCH_SIZE, usual -> reader.whole("batch-size", 2, 1 << 20, usual));
    real(TrainingSetting.LABEL_SMOOTHING, 1);
  }

  private void optimiser() {
    if (section.has(OPTIMISER) && section.has(AMERICAN)) {
      throw section.refuse(AMERICAN, "'optimizer' is 'optimiser': give one of them");
    }
    String key = section.has(AMERICAN) ? AMERICAN : OPTIMISER;
    if (section.has(key)) {
      List<OptimiserKind> kinds = OneOrMany.constants(section, key, OptimiserKind.values());
      String name = TrainingSetting.OPTIMISER.parameter();
      put(key, TrainingSetting.OPTIMISER, () -> Tunable.amongConstants(name, kinds));
    }
  }

  private void views() {
    TrainingSetting<Views> setting = TrainingSetting.AUGMENTATION;
    Views usual = setting.of(space.usual());
    List<Augmentation> kinds =
        section.has(setting.key())
            ? OneOrMany.constants(section, setting.key(), Augmentation.values())
            : List.of(usual.augmentation());
    boolean varied = kinds.stream().anyMatch(kind -> kind != Augmentation.NONE);
    int count =
        varied
            ? (int) section.whole("views", 1, 64, Math.max(usual.count(), VIEWS))
            : (int) section.whole("views", 1, 1, 1);
    List<Views> views =
        kinds.stream()
            .map(kind -> new Views(kind, kind == Augmentation.NONE ? 1 : count, usual.seed()))
            .toList();
    put(
        setting.key(),
        setting,
        () ->
            Tunable.among(setting.parameter(), views, view -> Tunable.label(view.augmentation())));
    real(TrainingSetting.STRENGTH, 2);
  }

  private void precision() {
    if (section.has(PRECISION)) {
      List<TrainingPrecision> one =
          OneOrMany.constants(section, PRECISION, TrainingPrecision.values());
      if (one.size() != 1) {
        throw section.refuse(
            PRECISION, "'precision' is not searched: give fp32, bf16, fp16 or auto");
      }
      space = space.over(settings -> settings.withPrecision(one.get(0)));
    }
  }

  private void real(TrainingSetting<Double> setting, double high) {
    given(setting, usual -> reader.real(setting.key(), 0, high, usual));
  }

  private <T> void given(TrainingSetting<T> setting, Function<T, Tunable<T>> reading) {
    if (section.has(setting.key())) {
      Tunable<T> values = reading.apply(setting.of(space.usual()));
      put(setting.key(), setting, () -> values);
    }
  }

  private <T> void put(String key, TrainingSetting<T> setting, Supplier<Tunable<T>> values) {
    space = OneOrMany.placed(section, key, () -> space.with(setting, values.get()));
  }
}

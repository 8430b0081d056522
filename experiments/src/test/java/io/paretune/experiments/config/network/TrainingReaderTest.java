package io.paretune.experiments.config.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.paretune.evaluators.train.TrainingPrecision;
import io.paretune.evaluators.train.TrainingSettings;
import io.paretune.evaluators.train.TrainingSpace;
import io.paretune.evaluators.train.optimise.OptimiserKind;
import io.paretune.evaluators.train.optimise.RateSchedule;
import io.paretune.evaluators.train.views.Augmentation;
import io.paretune.hardware.yaml.YamlSection;
import io.paretune.search.space.Assignment;
import io.paretune.search.space.Choice;
import io.paretune.search.space.Condition;
import io.paretune.search.space.LogReal;
import io.paretune.search.space.Parameter;
import io.paretune.search.space.Whole;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrainingReaderTest {

  private static YamlSection section(String lines) {
    return YamlSection.read(
            "test.yaml", "an experiment", "training:\n" + lines, List.of("training"))
        .section("training", TrainingReader.KEYS)
        .orElseThrow();
  }

  private static TrainingSpace read(String lines) {
    return TrainingReader.read(section(lines), TrainingSettings.defaults());
  }

  @Test
  void singleValuesAreFixed() {
    TrainingSpace space =
        read(
            """
              epochs: 3
              batch-size: 64
              optimiser: adamw
              learning-rate: 0.002
              schedule: step
              warm-up: 0.1
              weight-decay: 0.05
              gradient-clipping: 1
              label-smoothing: 0
              augmentation: crop
              augmentation-strength: 0.5
              views: 4
            """);
    assertThat(space.parameters()).isEmpty();
    TrainingSettings settings = space.usual();
    assertThat(settings.epochs()).isEqualTo(3);
    assertThat(settings.batchSize()).isEqualTo(64);
    assertThat(settings.optimisation().optimiser()).isEqualTo(OptimiserKind.ADAMW);
    assertThat(settings.learningRate()).isEqualTo(0.002);
    assertThat(settings.optimisation().rate().schedule()).isEqualTo(RateSchedule.STEP);
    assertThat(settings.optimisation().rate().warmUp()).isEqualTo(0.1);
    assertThat(settings.optimisation().weightDecay()).isEqualTo(0.05);
    assertThat(settings.optimisation().clipping()).isEqualTo(1);
    assertThat(settings.labelSmoothing()).isZero();
    assertThat(settings.views().augmentation()).isEqualTo(Augmentation.CROP);
    assertThat(settings.views().strength()).isEqualTo(0.5);
    assertThat(settings.views().count()).isEqualTo(4);
  }

  @Test
  void thePrecisionIsOneOfFour() {
    assertThat(read("  precision: bf16\n").usual().precision()).isEqualTo(TrainingPrecision.BF16);
    assertThat(read("  precision: auto\n").parameters()).isEmpty();
    assertThatThrownBy(() -> read("  precision: int8\n"))
        .hasMessageContaining("must be one of fp32, bf16, fp16, auto, got 'int8'");
    assertThatThrownBy(() -> read("  precision: [fp32, bf16]\n"))
        .hasMessageContaining("is not searched: give fp32, bf16, fp16 or auto");
  }

  @Test
  void anEmptySectionTrainsAsUsual() {
    assertThat(read("  epochs: 8\n").parameters()).isEmpty();
    assertThat(read("  epochs: 8\n").usual()).isEqualTo(TrainingSettings.defaults());
  }

  @Test
  void listsAndRangesAreParameters() {
    TrainingSpace space =
        read(
            """
              batch-size: {low: 16, high: 64, step: 16}
              learning-rate: {low: 0.01, high: 0.5, scale: log}
              optimizer: [sgd, lamb]
              momentum: [0.8, 0.9]
              augmentation: [none, flip]
              augmentation-strength: [0.5, 1.5]
            """);
    assertThat(space.parameters())
        .containsExactly(
            Parameter.of("training.optimiser", Choice.of("sgd", "lamb")),
            Parameter.of("training.learning-rate", new LogReal(0.01, 0.5)),
            new Parameter(
                "training.momentum",
                Choice.of(0.8, 0.9),
                Condition.in("training.optimiser", "sgd")),
            Parameter.of("training.batch-size", new Whole(16, 64, 16)),
            Parameter.of("training.augmentation", Choice.of("none", "flip")),
            new Parameter(
                "training.augmentation-strength",
                Choice.of(0.5, 1.5),
                Condition.in("training.augmentation", "flip")));
    TrainingSettings settings =
        space.at(
            Assignment.of(
                Map.of(
                    "training.optimiser",
                    "lamb",
                    "training.learning-rate",
                    0.03,
                    "training.batch-size",
                    48L,
                    "training.augmentation",
                    "none")));
    assertThat(settings.optimisation().optimiser()).isEqualTo(OptimiserKind.LAMB);
    assertThat(settings.learningRate()).isEqualTo(0.03);
    assertThat(settings.batchSize()).isEqualTo(48);
    assertThat(settings.views().count()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      value = {
        "  learning-rate: {low: -0.1, high: 0.1} # test.yaml:2:24: # 'low' must",
        "  learning-rate: {low: 0, high: 0.1} # test.yaml:2: # learningRate must lie in (0, 10],"
            + " got 0.0",
        "  learning-rate: {low: 0.1, high: 0.1} # test.yaml:2: # low < high",
        "  learning-rate: [0.1, 11] # test.yaml:2: # 'learning-rate' must hold numbers from 0.0 to"
            + " 10.0, got 11.0",
        "  optimiser: adamv # test.yaml:2: # 'optimiser' must be one of sgd, adam, adamw, lamb, got"
            + " 'adamv'; did you mean 'adam'?",
        "  optimiser: [sgd, sgd] # test.yaml:2: # none twice",
        "  schedule: cosin # test.yaml:2: # did you mean 'cosine'?",
        "  batch-size: [1, 2] # test.yaml:2: # 'batch-size' must hold whole numbers from 2",
        "  augmentation-strength: 1 # test.yaml:2: # without augmentation it has no strength",
        "  learning-rte: 0.1 # test.yaml:2:3: # did you mean 'learning-rate'?",
      })
  void mistakesAreToldWithTheirPlace(String line, String place, String message) {
    assertThatThrownBy(() -> read("  " + line + "\n"))
        .hasMessageContaining(place)
        .hasMessageContaining(message);
  }

  @Test
  void whatPlaysNoPartIsRefused() {
    assertThatThrownBy(() -> read("  optimiser: adam\n  momentum: 0.9\n"))
        .hasMessageContaining("test.yaml:3:")
        .hasMessageContaining("momentum is of the optimiser sgd alone");
    assertThatThrownBy(() -> read("  optimiser: adam\n  optimizer: adam\n"))
        .hasMessageContaining("'optimizer' is 'optimiser': give one of them");
  }

  @Test
  void aTeacherIsTrainedOneWay() {
    TrainingSettings students = TrainingSettings.defaults().withLearningRate(0.05);
    assertThat(TrainingReader.fixed(section("  epochs: 3\n"), students))
        .isEqualTo(students.withEpochs(3));
    assertThatThrownBy(
            () -> TrainingReader.fixed(section("  learning-rate: [0.1, 0.2]\n"), students))
        .hasMessageContaining("test.yaml:2:")
        .hasMessageContaining("a teacher is trained one way: 'learning-rate' must be one value");
  }
}

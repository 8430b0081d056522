package io.paretune.evaluators.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.paretune.evaluators.compress.CompressionSpace;
import io.paretune.evaluators.data.DataSet;
import io.paretune.evaluators.data.DataSets;
import io.paretune.evaluators.train.TrainingSetting;
import io.paretune.hardware.profile.Device;
import io.paretune.search.space.Assignment;
import io.paretune.search.space.LogReal;
import io.paretune.search.space.Parameter;
import io.paretune.search.space.SearchSpace;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class NetworkProblemTest {
  private final DataSet digits = DataSets.open(DigitsTask.DATA);
  private final TrialSpec spec = DigitsTask.task(Optional.of(DigitsTask.distillation()));
  private final NetworkProblem problem = new NetworkProblem(spec, digits);

  @Test
  void theSpaceHoldsArchitectureCompressionAndDistillation() {
    assertThat(problem.space().parameters().stream().map(Parameter::name).toList())
        .containsExactly(
            "width",
            "depth.stage1",
            "pruning",
            "bits.stem",
            "bits.stage1.block0",
            "bits.stage1.block1",
            "bits.head",
            "distillation.temperature",
            "distillation.alpha");
  }

  @Test
  void theBitsOfABlockExistOnlyWhereTheBlockDoes() {
    SearchSpace space = problem.space();
    Map<String, Object> shallow =
        new HashMap<>(
            Map.of(
                "width", 8L,
                "depth.stage1", 1L,
                "pruning", 0.0,
                "bits.stem", 8L,
                "bits.stage1.block0", 8L,
                "bits.head", 32L,
                "distillation.temperature", 2.0,
                "distillation.alpha", 0.5));
    Assignment accepted = space.assignment(shallow);
    assertThat(accepted.has("bits.stage1.block1")).isFalse();

    shallow.put("depth.stage1", 2L);
    assertThatThrownBy(() -> space.assignment(shallow))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("bits.stage1.block1");
  }

  @Test
  void withoutDistillationItsParametersAreNotSearched() {
    assertThat(
            new NetworkProblem(DigitsTask.task(Optional.empty()), digits)
                .space().parameters().stream().map(Parameter::name))
        .noneMatch(name -> name.startsWith("distillation"));
  }

  /** On a logarithmic scale, most values are not where their position leads back to. */
  @Test
  void baselinesHaveTheUsualValuesOfTrainingToTheLastDigit() {
    double usual = spec.schedule().training().usual().learningRate();
    int otherwise = 0;
    for (double low = 0.001; low < usual; low *= 1.3) {
      LogReal range = new LogReal(low, 1.7);
      if ((double) range.fromUnit(range.toUnit(usual)) != usual) {
        otherwise++;
      }
      TrialSpec tuned =
          spec.withSchedule(
              spec.schedule()
                  .withTraining(
                      spec.schedule().training().search(TrainingSetting.LEARNING_RATE, range)));
      assertThat(new NetworkProblem(tuned, digits).baselines())
          .isNotEmpty()
          .allMatch(point -> point.real("training.learning-rate") == usual);
    }
    assertThat(otherwise).isPositive();
  }

  @Test
  void aMetricThatTheDataDoNotDefineIsRefused() {
    wanting("accuracy", "recall:3", "f1:9", "size-bytes").requireMetrics();
    assertThatThrownBy(() -> wanting("auc").requireMetrics())
        .hasMessageContaining("'auc' is not defined for 10 classes")
        .hasMessageContaining("log-loss");
    assertThatThrownBy(() -> wanting("precision:11").requireMetrics())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("'precision:11' is of none of the 10 classes (data 'digits'): 1, ");
  }

  private NetworkProblem wanting(String... metrics) {
    Measuring measuring = Measuring.of(spec.measuring().profile(), Set.of(metrics));
    return new NetworkProblem(spec.withMeasuring(measuring), digits);
  }

  @Test
  void aTaskThatLeavesNothingToSearchIsRefused() {
    Architecture one =
        new Architecture(
            problem.family(),
            Map.of(
                "stages",
                List.of(1),
                "width",
                List.of(8),
                "depth",
                List.of(1),
                "kernel",
                List.of(3)));
    NetworkProblem fixed =
        new NetworkProblem(
            new TrialSpec(
                spec.data(),
                one,
                CompressionSpace.defaults().withPruning(List.of(0.0)).withBits(List.of(32)),
                new Schedule(spec.schedule().training(), 1, 64, Optional.empty(), new Device.Cpu()),
                spec.measuring()),
            digits);
    assertThatThrownBy(fixed::space).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aDeviceThatIsNotThereIsNamed() {
    spec.schedule().requireDevice();
    Schedule elsewhere = spec.schedule().withDevice(new Device.Cuda(99)).withFineTuningEpochs(3);
    assertThat(elsewhere.device().text()).isEqualTo("cuda:99");
    assertThatThrownBy(elsewhere::requireDevice)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("training on cuda:99: ");
  }

  @Test
  void numbersOutOfRangeAreRefused() {
    assertThatThrownBy(() -> spec.schedule().withCalibrationImages(0))
        .hasMessage("calibrationImages must be at least 1, got 0");
    assertThatThrownBy(() -> spec.schedule().withFineTuningEpochs(-1))
        .hasMessage("fineTuningEpochs must be at least 0, got -1");
  }
}

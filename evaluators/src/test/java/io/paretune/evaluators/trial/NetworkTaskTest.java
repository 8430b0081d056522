package io.paretune.evaluators.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.paretune.evaluators.compress.CompressionSpace;
import io.paretune.evaluators.data.DataSet;
import io.paretune.evaluators.data.DataSets;
import io.paretune.search.space.Assignment;
import io.paretune.search.space.Parameter;
import io.paretune.search.space.SearchSpace;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class NetworkTaskTest {
  private final DataSet digits = DataSets.open(DigitsTask.DATA);
  private final NetworkTask task = DigitsTask.task(Optional.of(DigitsTask.distillation()));

  @Test
  void theSpaceHoldsArchitectureCompressionAndDistillation() {
    assertThat(task.space(digits).parameters().stream().map(Parameter::name).toList())
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
    SearchSpace space = task.space(digits);
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
            DigitsTask.task(Optional.empty()).space(digits).parameters().stream()
                .map(Parameter::name))
        .noneMatch(name -> name.startsWith("distillation"));
  }

  @Test
  void aTaskThatLeavesNothingToSearchIsRefused() {
    NetworkTask fixed =
        new NetworkTask(
            task.data(),
            task.family(),
            Map.of(
                "stages",
                List.of(1),
                "width",
                List.of(8),
                "depth",
                List.of(1),
                "kernel",
                List.of(3)),
            CompressionSpace.defaults().withPruning(List.of(0.0)).withBits(List.of(32)),
            64,
            task.training().usual(),
            1,
            Optional.empty(),
            task.profile(),
            false,
            false);
    assertThatThrownBy(() -> fixed.space(digits)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void numbersOutOfRangeAreRefused() {
    assertThatThrownBy(() -> with(0, 1)).hasMessage("calibrationImages must be at least 1, got 0");
    assertThatThrownBy(() -> with(1, -1)).hasMessage("fineTuningEpochs must be at least 0, got -1");
  }

  private NetworkTask with(int calibrationImages, int fineTuningEpochs) {
    return new NetworkTask(
        task.data(),
        task.family(),
        task.options(),
        task.compression(),
        calibrationImages,
        task.training().usual(),
        fineTuningEpochs,
        Optional.empty(),
        task.profile(),
        false,
        false);
  }
}

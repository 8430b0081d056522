package io.paretune.experiments.config.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.paretune.evaluators.compress.CompressionSpace;
import io.paretune.evaluators.compress.prune.PruningKind;
import io.paretune.evaluators.compress.prune.PruningScope;
import io.paretune.evaluators.compress.prune.PruningSpace;
import io.paretune.evaluators.compress.prune.criterion.PruningCriterion;
import io.paretune.evaluators.compress.quantise.Activations;
import io.paretune.evaluators.compress.quantise.QuantisationSpace;
import io.paretune.evaluators.compress.quantise.QuantisationTraining;
import io.paretune.evaluators.compress.quantise.calibration.CalibrationKind;
import io.paretune.evaluators.compress.quantise.weight.WeightScales;
import io.paretune.evaluators.family.BlockChoice;
import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.Shape;
import io.paretune.hardware.yaml.YamlSection;
import io.paretune.search.space.Condition;
import io.paretune.search.space.Parameter;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CompressionReaderTest {

  private static CompressionSpace read(String yaml) {
    YamlSection root = YamlSection.read("test.yaml", "an experiment", yaml, List.of("compression"));
    return CompressionReader.read(CompressionReader.section(root).orElseThrow());
  }

  @Test
  void oneValueIsFixedAndSeveralAreSearched() {
    CompressionSpace space =
        read(
            """
            compression:
              bits: [32, 16, 8, 4]
              activations: [static, dynamic]
              calibration: mean-squared-error
              weight-scales: [per-channel, per-tensor]
              rounding: [nearest, learned]
              equalisation: [false, true]
              bias-correction: true
              quantisation-training: [none, straight-through, learned-steps]
              pruning: 0.25
              width-multiple: 4
            """);
    QuantisationSpace quantisation = space.quantisation();
    assertThat(quantisation.bits()).containsExactly(32, 16, 8, 4);
    assertThat(quantisation.activations()).containsExactly(Activations.STATIC, Activations.DYNAMIC);
    assertThat(quantisation.calibration()).containsExactly(CalibrationKind.MEAN_SQUARED_ERROR);
    assertThat(quantisation.weightScales())
        .containsExactly(WeightScales.PER_CHANNEL, WeightScales.PER_TENSOR);
    assertThat(quantisation.biasCorrection()).containsExactly(true);
    assertThat(quantisation.training()).containsExactly(QuantisationTraining.values());
    assertThat(space.pruning().multiple()).isEqualTo(4);
    Network linear = Network.from(Shape.image(1, 8, 8)).block("stem").flatten().linear(2).build();
    assertThat(
            space.parameters(List.of(new BlockChoice("stem", Condition.always())), linear).stream()
                .map(Parameter::name))
        .containsExactly(
            "bits.stem",
            "activations",
            "weight-scales",
            "rounding",
            "equalisation",
            "quantisation-training");
  }

  @Test
  void kindsOfPruningAreSearchedWhereTheyMatter() {
    PruningSpace space =
        read("""
        compression:
          pruning: [0, 0.25, 0.5]
          pruning-kind: [channels, weights, 2:4]
          pruning-criterion: [l1, batch-norm, taylor, activation]
          pruning-scope: [layer, global]
          pruning-steps: [1, 3]
        """)
            .pruning();
    assertThat(space.kinds()).containsExactly(PruningKind.values());
    assertThat(space.criteria()).containsExactly(PruningCriterion.values());
    assertThat(space.scopes()).containsExactly(PruningScope.values());
    assertThat(space.steps()).containsExactly(1, 3);
    assertThat(space.byBlock()).isFalse();
    assertThat(read("compression:\n  pruning-kind: 2:4\n").pruning().kinds())
        .containsExactly(PruningKind.TWO_OF_FOUR);
    assertThat(read("compression:\n  pruning-by: group\n").pruning().byBlock()).isTrue();
    assertThat(read("compression:\n  pruning-embedding: [0, 0.25]\n").pruning().embeddings())
        .containsExactly(0.0, 0.25);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "bits: [8, 7]|one of [4, 8, 16, 32], got 7",
        "bits: [8, 8]|none twice",
        "bits: eight|whole numbers",
        "activations: sometimes|one of static, dynamic, got 'sometimes'",
        "calibration: minmax|one of min-max, percentile, entropy, mean-squared-error",
        "quantisation-training: qat|one of none, straight-through, learned-steps, got 'qat'",
        "equalisation: 1|true or false, got '1'",
        "pruning: 1.5|[0, 1)",
        "pruning-embedding: 1|[0, 1)",
        "pruning-kind: [channels, 1:4]|one of channels, weights, 2:4, got '1:4'",
        "pruning-criterion: l2|one of l1, batch-norm, taylor, activation, got 'l2'",
        "pruning-scope: model|one of layer, global, got 'model'",
        "pruning-steps: 0|at least 1, got 0",
        "pruning-by: layer|group",
        "pruning-kinds: channels|pruning-kind",
        "bias-corection: true|bias-correction"
      })
  void mistakesAreToldWithTheirPlace(String line, String message) {
    assertThatThrownBy(() -> read("compression:\n  " + line + "\n"))
        .hasMessageContaining("test.yaml:2")
        .hasMessageContaining(message);
  }
}

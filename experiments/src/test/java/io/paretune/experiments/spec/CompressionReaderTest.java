package io.paretune.experiments.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.paretune.evaluators.compress.CompressionSpace;
import io.paretune.evaluators.compress.quantise.Activations;
import io.paretune.evaluators.compress.quantise.CalibrationKind;
import io.paretune.evaluators.compress.quantise.QuantisationSpace;
import io.paretune.evaluators.compress.quantise.QuantisationTraining;
import io.paretune.evaluators.compress.quantise.WeightScales;
import io.paretune.evaluators.family.BlockChoice;
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
    return CompressionReader.read(
        root.section("compression", CompressionReader.KEYS).orElseThrow());
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
    assertThat(
            space.parameters(List.of(new BlockChoice("stem", Condition.always()))).stream()
                .map(Parameter::name))
        .containsExactly(
            "bits.stem", "activations", "weight-scales", "equalisation", "quantisation-training");
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
        "bias-corection: true|bias-correction"
      })
  void mistakesAreToldWithTheirPlace(String line, String message) {
    assertThatThrownBy(() -> read("compression:\n  " + line + "\n"))
        .hasMessageContaining("test.yaml:2")
        .hasMessageContaining(message);
  }
}

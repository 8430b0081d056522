package io.paretune.experiments.config.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.paretune.evaluators.trial.Sharing.TimeShares;
import io.paretune.hardware.yaml.YamlSection;
import java.util.List;
import org.junit.jupiter.api.Test;

class SharingReaderTest {

  private static TimeShares read(String time) {
    YamlSection root =
        YamlSection.read(
            "test.yaml", "an experiment", "sharing:\n  time: {" + time + "}\n", List.of("sharing"));
    return SharingReader.read(root).orElseThrow().time();
  }

  @Test
  void aPreparationThatIsGivenLeavesFinalistsRoom() {
    assertThat(read("preparation: 0.7").finalists()).isCloseTo(0.15, within(1e-9));
    assertThat(read("preparation: 0.1")).isEqualTo(new TimeShares(0.1, 0.4));
    assertThat(read("finalists: 0.5")).isEqualTo(new TimeShares(0.4, 0.5));
    assertThat(read("preparation: 0.7, finalists: 0.25")).isEqualTo(new TimeShares(0.7, 0.25));
    assertThatThrownBy(() -> read("preparation: 0.7, finalists: 0.3"))
        .hasMessageContaining("below 1 together, got 0.7 and 0.3");
  }
}

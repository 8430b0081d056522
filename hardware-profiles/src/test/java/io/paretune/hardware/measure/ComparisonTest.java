package io.paretune.hardware.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.paretune.hardware.measure.Comparison.Row;
import io.paretune.hardware.meter.MeasuredLatency;
import io.paretune.hardware.profile.Fingerprint;
import io.paretune.hardware.profile.catalogue.HardwareProfiles;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ComparisonTest {

  @Test
  void latenciesDifferOnlyIfTheirIntervalsDoNotOverlap() {
    String once = json("A", 0.50, 1.0);
    Comparison comparison = Comparison.ofJson("a", once, "b", json("B", 0.503, 1.5));
    assertThat(comparison.rows())
        .contains(
            new Row("machine cpu-model", "A", "B", "differs"),
            new Row(
                "median at batch 1",
                "0.5000 ms (0.4950 to 0.5050)",
                "0.5030 ms (0.4980 to 0.5080)",
                "the intervals overlap (ratio 1.006)"),
            new Row(
                "median at batch 8",
                "1.0000 ms (0.9900 to 1.0100)",
                "1.5000 ms (1.4850 to 1.5150)",
                "B is slower: 1.500 times the time"),
            new Row("peak-memory", "2000000 bytes", "2000000 bytes", "ratio 1.000"),
            new Row("energy-mj", "not available", "not available", ""));
    assertThat(comparison.rows()).noneMatch(row -> row.what().equals("machine kernel"));
  }

  @Test
  void nothingFollowsFromAnUnstableFigure() {
    String shaky = json("A", 5.0, 1.0).replaceFirst("\"stable\" : true", "\"stable\" : false");
    assertThat(Comparison.ofJson("a", json("A", 0.5, 1.0), "b", shaky).rows())
        .filteredOn(row -> row.what().equals("median at batch 1"))
        .singleElement()
        .satisfies(
            row -> {
              assertThat(row.b()).endsWith("unstable");
              assertThat(row.verdict()).isEqualTo("unstable: nothing follows");
            });
  }

  @Test
  void profilesAreComparedSettingBySetting() {
    List<Row> rows =
        Comparison.of(
                HardwareProfiles.named("cpu-1-thread"), HardwareProfiles.named("cpu-all-threads"))
            .rows();
    assertThat(rows)
        .contains(new Row("threads", "1", "all", "differs"), new Row("batch", "1", "1", ""));
  }

  @Test
  void whatIsNoMeasurementIsRefusedByName() {
    assertThatThrownBy(() -> Comparison.ofJson("a.json", "{}", "b.json", "{}"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("a.json is no measurement");
    assertThatThrownBy(() -> Comparison.ofJson("a.json", "words", "b.json", "{}"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("a.json is not JSON");
  }

  private static String json(String cpu, double one, double eight) {
    Fingerprint machine =
        new Fingerprint(
            new Fingerprint.Processor(cpu, List.of("avx2"), 2, 2, "unknown"),
            new Fingerprint.HostSystem("1", "Linux 6", 10),
            new Fingerprint.EngineVersion("onnxruntime", "1.0"),
            Optional.empty());
    return new ModelFigures(
            new ModelFigures.MeasuredFile("m.onnx", "00ff", 10),
            HardwareProfiles.named("cpu-1-thread"),
            List.of(
                new MeasuredLatency(BatchDoublingTest.taking(1, one), machine),
                new MeasuredLatency(BatchDoublingTest.taking(8, eight), machine)),
            Map.of(
                ModelFigures.PEAK_MEMORY,
                Reading.of(2_000_000, "bytes", ""),
                ModelFigures.ENERGY,
                Reading.unavailable("J", "no counters")))
        .toJson();
  }
}

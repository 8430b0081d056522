package io.paretune.hardware.meter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.paretune.hardware.ModelRefusedException;
import io.paretune.hardware.deployment.Deployment;
import io.paretune.hardware.deployment.Engine;
import io.paretune.hardware.deployment.ModelFormat;
import io.paretune.hardware.deployment.Precision;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FastestMeterTest {
  private static final Deployment TORCH = Deployment.torchScript(Precision.BFLOAT16);
  private static final Deployment THIRD =
      new Deployment(new Engine("third"), ModelFormat.ONNX, Precision.FLOAT32);
  private static final Path ONNX_FILE = Path.of("net.v2.onnx");
  private static final Path SCRIPT = Path.of("net.v2.pt");

  private final List<String> asked = new ArrayList<>();

  private FastestMeter meter(Map<Deployment, Double> milliseconds) {
    Map<Deployment, EngineMeter> meters = new LinkedHashMap<>();
    milliseconds.forEach(
        (deployment, ms) -> meters.put(deployment, simulated(deployment.engine().name(), ms)));
    return new FastestMeter(meters, () -> Figures.machine("all"));
  }

  private FastestMeter meter(double onnxMs, double torchMs) {
    Map<Deployment, Double> both = new LinkedHashMap<>();
    both.put(Deployment.ONNX, onnxMs);
    both.put(TORCH, torchMs);
    return meter(both);
  }

  private EngineMeter simulated(String name, double ms) {
    return new EngineMeter() {
      @Override
      public MeasuredLatency measure(Path model, ModelInput input) {
        asked.add(name + " " + model.getFileName());
        return Figures.measured(ms, name);
      }

      @Override
      public void close() {
        asked.add(name + " closed");
      }
    };
  }

  private static RuntimeChoice choice(FastestMeter meter, Map<Deployment, Path> files) {
    MeasuredLatency reading = meter.measure(files, ModelInput.pseudoRandom());
    assertThat(reading.machine()).isEqualTo(Figures.machine("all"));
    RuntimeChoice choice = reading.choice().orElseThrow();
    assertThat(reading.latency()).isEqualTo(choice.latency());
    return choice;
  }

  @Test
  void theFasterOfTwoIsTakenInWhateverOrderTheFilesCome() {
    Map<Deployment, Path> files = Map.of(TORCH, SCRIPT, Deployment.ONNX, ONNX_FILE);
    RuntimeChoice network = choice(meter(0.5, 2), files);
    assertThat(network.taken()).isEqualTo(Deployment.ONNX);
    assertThat(network.file()).isEqualTo(ONNX_FILE);
    assertThat(network.latency().medianMs()).isEqualTo(0.5);
    assertThat(network.why())
        .startsWith("onnxruntime: 0.5000 ms against 2.0000 ms by pytorch")
        .hasLineCount(1);
    RuntimeChoice other = choice(meter(0.5, 0.25), files);
    assertThat(other.taken()).isEqualTo(TORCH);
    assertThat(other.file()).isEqualTo(SCRIPT);
    assertThat(other.measured().keySet()).containsExactly(Deployment.ONNX, TORCH);
    assertThat(asked)
        .containsExactly(
            "onnxruntime net.v2.onnx",
            "pytorch net.v2.pt",
            "onnxruntime net.v2.onnx",
            "pytorch net.v2.pt");
  }

  @Test
  void severalMayRunTheSameFileAndEqualsAreTakenInTheProfilesOrder() {
    Map<Deployment, Double> three = new LinkedHashMap<>();
    three.put(Deployment.ONNX, 2.0);
    three.put(TORCH, 1.0);
    three.put(THIRD, 1.0);
    RuntimeChoice choice =
        choice(meter(three), Map.of(Deployment.ONNX, ONNX_FILE, TORCH, SCRIPT, THIRD, ONNX_FILE));
    assertThat(choice.taken()).isEqualTo(TORCH);
    assertThat(choice.why())
        .isEqualTo(
            "pytorch: 1.0000 ms against 2.0000 ms by onnxruntime, 1.0000 ms by third; their"
                + " intervals overlap");
  }

  @Test
  void aFileThatIsAloneIsMeasuredByItsOwnEngineWhichIsSaid() {
    assertThat(choice(meter(0.5, 2), Map.of(TORCH, SCRIPT)).why())
        .isEqualTo("pytorch, the only one: there is no file for onnxruntime");
    assertThat(choice(meter(0.5, 2), Map.of(Deployment.ONNX, ONNX_FILE)).why())
        .isEqualTo("onnxruntime, the only one: there is no file for pytorch");
    assertThat(asked).containsExactly("pytorch net.v2.pt", "onnxruntime net.v2.onnx");
  }

  @Test
  void withoutCompetitorsAReadingIsAsItsEngineGaveIt() {
    FastestMeter meter = meter(Map.of(THIRD, 1.0));
    MeasuredLatency reading = meter.measure(Map.of(THIRD, ONNX_FILE), ModelInput.pseudoRandom());
    assertThat(reading).isEqualTo(Figures.measured(1.0, "third"));
  }

  @Test
  void aNetworkThatIsThereForNoneIsRefused() {
    FastestMeter meter = meter(1, 1);
    assertThatThrownBy(() -> meter.measure(Map.of(THIRD, ONNX_FILE), ModelInput.pseudoRandom()))
        .isInstanceOf(ModelRefusedException.class)
        .hasMessageContaining("pytorch")
        .hasMessageContaining("third")
        .hasMessageNotContaining("\n");
    meter.close();
    assertThat(asked).containsExactly("onnxruntime closed", "pytorch closed");
  }
}

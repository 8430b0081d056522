package io.paretune.hardware.meter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.paretune.hardware.ModelRefusedException;
import io.paretune.hardware.profile.RuntimeKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FastestRuntimeMeterTest {
  private final Path onnx;
  private final Path script;
  private final List<String> asked = new ArrayList<>();

  FastestRuntimeMeterTest(@TempDir Path directory) {
    onnx = directory.resolve("net.v2.onnx");
    script = directory.resolve("net.v2.pt");
  }

  private FastestRuntimeMeter meter(double onnxMs, double torchMs) {
    return new FastestRuntimeMeter(
        simulated("onnx", onnxMs), simulated("torch", torchMs), () -> Figures.machine("both"));
  }

  private Meter simulated(String name, double ms) {
    return new Meter() {
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

  private static RuntimeChoice choice(FastestRuntimeMeter meter, Path model) {
    MeasuredLatency reading = meter.measure(model, ModelInput.pseudoRandom());
    assertThat(reading.machine()).isEqualTo(Figures.machine("both"));
    RuntimeChoice choice = reading.choice().orElseThrow();
    assertThat(reading.latency()).isEqualTo(choice.latency());
    return choice;
  }

  @Test
  void theFasterOfTwoIsTakenWhicheverFileIsNamed() throws IOException {
    Files.createFile(onnx);
    Files.createFile(script);
    RuntimeChoice network = choice(meter(0.5, 2), script);
    assertThat(network.taken()).isEqualTo(RuntimeKind.ONNXRUNTIME);
    assertThat(network.file()).isEqualTo(onnx);
    assertThat(network.latency().medianMs()).isEqualTo(0.5);
    assertThat(network.why())
        .startsWith("onnxruntime: 0.5000 ms against 2.0000 ms by pytorch")
        .hasLineCount(1);
    RuntimeChoice other = choice(meter(0.5, 0.25), onnx);
    assertThat(other.taken()).isEqualTo(RuntimeKind.PYTORCH);
    assertThat(other.file()).isEqualTo(script);
    assertThat(other.measured().keySet())
        .containsExactlyInAnyOrder(RuntimeKind.PYTORCH, RuntimeKind.ONNXRUNTIME);
    assertThat(asked)
        .containsExactly(
            "onnx net.v2.onnx", "torch net.v2.pt", "onnx net.v2.onnx", "torch net.v2.pt");
  }

  @Test
  void aFileThatIsAloneIsMeasuredByItsOwnRuntimeWhichIsSaid() throws IOException {
    Files.createFile(script);
    RuntimeChoice only = choice(meter(0.5, 2), script);
    assertThat(only.taken()).isEqualTo(RuntimeKind.PYTORCH);
    assertThat(only.why()).isEqualTo("pytorch, the only one: there is no net.v2.onnx");
    Files.delete(script);
    Files.createFile(onnx);
    assertThat(choice(meter(0.5, 2), onnx).why())
        .isEqualTo("onnxruntime, the only one: there is no net.v2.pt");
    assertThat(asked).containsExactly("torch net.v2.pt", "onnx net.v2.onnx");
  }

  @Test
  void aNameThatTellsNoFormatIsRefused() {
    FastestRuntimeMeter meter = meter(1, 1);
    assertThatThrownBy(
            () -> meter.measure(onnx.resolveSibling("model.bin"), ModelInput.pseudoRandom()))
        .isInstanceOf(ModelRefusedException.class)
        .hasMessageContaining(".onnx or .pt");
    meter.close();
    assertThat(asked).containsExactly("onnx closed", "torch closed");
  }
}

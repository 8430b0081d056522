package io.paretune.hardware.deployment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.paretune.hardware.ModelRefusedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NetworkFilesTest {
  private static final Deployment TORCH = Deployment.torchScript(Precision.FLOAT16);
  private static final List<Deployment> BOTH = List.of(Deployment.ONNX, TORCH);

  private final Path onnx;
  private final Path script;

  NetworkFilesTest(@TempDir Path directory) {
    onnx = directory.resolve("net.v2.onnx");
    script = directory.resolve("net.v2.pt");
  }

  @Test
  void whereFormatsCompeteTheFileOfTheSameNameBesideIsOneToo() throws IOException {
    Files.createFile(onnx);
    Files.createFile(script);
    Map<Deployment, Path> both = Map.of(Deployment.ONNX, onnx, TORCH, script);
    assertThat(NetworkFiles.of(onnx, BOTH)).isEqualTo(both);
    assertThat(NetworkFiles.of(script, BOTH)).isEqualTo(both);
    Files.delete(onnx);
    assertThat(NetworkFiles.of(script, BOTH)).isEqualTo(Map.of(TORCH, script));
  }

  @Test
  void whereTheyDoNotTheNamedFileIsWhatItsNameDoesNotSay() throws IOException {
    Files.createFile(script);
    Path named = onnx.resolveSibling("model.bin");
    assertThat(NetworkFiles.of(named, List.of(TORCH))).isEqualTo(Map.of(TORCH, named));
    Deployment other = new Deployment(new Engine("other"), ModelFormat.ONNX, Precision.FLOAT32);
    assertThat(NetworkFiles.of(named, List.of(Deployment.ONNX, other)))
        .isEqualTo(Map.of(Deployment.ONNX, named, other, named));
    assertThat(NetworkFiles.of(onnx, List.of(Deployment.ONNX)))
        .isEqualTo(Map.of(Deployment.ONNX, onnx));
  }

  @Test
  void aNameThatTellsNoFormatIsRefusedWhereFormatsCompete() {
    assertThatThrownBy(() -> NetworkFiles.of(onnx.resolveSibling("model.bin"), BOTH))
        .isInstanceOf(ModelRefusedException.class)
        .hasMessageContaining(".onnx or .pt");
  }
}

package io.paretune.hardware.runtime.onnx;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.paretune.hardware.HardwareException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OnnxEnvironmentTest {

  @Test
  void aCommandLineThatWouldKillTheProcessIsRefused(@TempDir Path directory) throws IOException {
    Path file = directory.resolve("cmdline");
    Files.writeString(file, "x".repeat(OnnxEnvironment.LONGEST_COMMAND_LINE + 1));
    assertThatThrownBy(() -> OnnxEnvironment.refuseLongCommandLine(file))
        .isInstanceOf(HardwareException.class)
        .hasMessageContaining("4097")
        .hasMessageContaining("CLASSPATH");
  }

  @Test
  void aShortCommandLineAndAnUnknownOneAreAccepted(@TempDir Path directory) throws IOException {
    Path file = directory.resolve("cmdline");
    Files.writeString(file, "x".repeat(OnnxEnvironment.LONGEST_COMMAND_LINE));
    assertThatCode(() -> OnnxEnvironment.refuseLongCommandLine(file)).doesNotThrowAnyException();
    assertThatCode(() -> OnnxEnvironment.refuseLongCommandLine(directory.resolve("none")))
        .doesNotThrowAnyException();
  }
}

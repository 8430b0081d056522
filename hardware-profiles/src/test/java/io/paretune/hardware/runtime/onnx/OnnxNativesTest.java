package io.paretune.hardware.runtime.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import io.paretune.hardware.SharedDirectory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OnnxNativesTest {

  @TempDir private Path directory = Path.of("");

  private Path jar(String library) throws IOException {
    Path jar = directory.resolve("engine.jar");
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(jar))) {
      for (String name : new String[] {"linux-x64/", "linux-x64/a.so", "osx-x64/a.dylib"}) {
        out.putNextEntry(new ZipEntry("ai/onnxruntime/native/" + name));
        out.write(name.endsWith(".so") ? library.getBytes(StandardCharsets.UTF_8) : new byte[0]);
      }
    }
    return jar;
  }

  private Path unpacked(String library) throws IOException {
    return OnnxNatives.unpacked(jar(library), "linux-x64", directory.resolve("natives"))
        .orElseThrow();
  }

  @Test
  void librariesOfOneMachineAreUnpackedOnceForEachContent() throws IOException {
    Path first = unpacked("one");
    assertThat(first).isDirectoryContaining("glob:**/a.so").isNotEmptyDirectory();
    assertThat(first.resolve("a.so")).hasContent("one");
    Path file = first.resolve("a.so");
    Object written = Files.getLastModifiedTime(file);
    assertThat(unpacked("one")).isEqualTo(first);
    assertThat(Files.getLastModifiedTime(file)).isEqualTo(written);
    assertThat(unpacked("other")).isNotEqualTo(first);
  }

  @Test
  void whatIsMissingOrCutIsUnpackedAgain() throws IOException {
    Path file = unpacked("whole").resolve("a.so");
    Files.writeString(file, "who");
    assertThat(unpacked("whole").resolve("a.so")).hasContent("whole");
    Files.delete(file);
    assertThat(unpacked("whole").resolve("a.so")).hasContent("whole");
  }

  @Test
  void aJarWithoutLibrariesForTheMachineGivesNone() throws IOException {
    Path natives = directory.resolve("natives");
    assertThat(OnnxNatives.unpacked(jar("x"), "win-x64", natives)).isEmpty();
    assertThat(natives).doesNotExist();
  }

  @Test
  void theEngineTakesThemFromTheCache() {
    OnnxEnvironment.ofThisProcess();
    assertThat(Path.of(System.getProperty("onnxruntime.native.path")))
        .hasParent(SharedDirectory.path().resolve("natives"))
        .isNotEmptyDirectory();
  }

  @ParameterizedTest
  @CsvSource({
    "Linux, amd64, linux-x64",
    "Linux, aarch64, linux-aarch64",
    "Mac OS X, aarch64, osx-aarch64",
    "Windows 11, amd64, win-x64",
  })
  void machinesAreNamedAsTheEngineNamesThem(String system, String processor, String name) {
    assertThat(OnnxNatives.machine(system, processor)).isEqualTo(name);
  }
}

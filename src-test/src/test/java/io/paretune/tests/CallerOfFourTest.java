package io.paretune.tests;

import static org.assertj.core.api.Assertions.assertThat;

import io.paretune.evaluators.onnx.graph.GraphPlan;
import io.paretune.evaluators.onnx.graph.prepare.PreparedGraph;
import io.paretune.evaluators.onnx.graph.technique.HalfStorage;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A program written for four published files runs on what takes their place, unchanged. */
class CallerOfFourTest {

  private static final Path PROGRAM =
      Path.of(System.getProperty("paretune.root", ".."))
          .resolve("experiments/examples/caller/CallerOfFour.java");

  private static final List<String> FILES =
      List.of("mesonet", "tribuo_cnn_mnist", "ultraface_slim320_simpl", "tribuo_tinybert");

  @Test
  void theCallerRunsOn(@TempDir Path directory) throws IOException, InterruptedException {
    String data = System.getProperty("paretune.data", "");
    Assumptions.assumeFalse(data.isEmpty(), "give -Dparetune.data=DIR to read published models");
    List<String> files = new ArrayList<>();
    FILES.forEach(name -> files.add(data + "/field/models/" + name + ".onnx"));
    for (String name : FILES) {
      byte[] original = Files.readAllBytes(Path.of(data, "field/models", name + ".onnx"));
      byte[] half =
          GraphPlan.of(PreparedGraph.of(original).model(), Pattern.compile("(?!)"))
              .with(List.of(new HalfStorage()))
              .write();
      assertThat(half.length).isLessThan(original.length * 2 / 3);
      files.add(Files.write(directory.resolve(name + ".onnx"), half).toString());
    }

    List<String> said = said(directory, files);

    assertThat(said).hasSize(2 * FILES.size());
    assertThat(said.subList(FILES.size(), said.size())).isEqualTo(said.subList(0, FILES.size()));
    assertThat(said.get(2)).startsWith("faces: 4420 places");
  }

  private static List<String> said(Path directory, List<String> files)
      throws IOException, InterruptedException {
    int wrong =
        ToolProvider.getSystemJavaCompiler()
            .run(null, null, null, "-d", directory.toString(), PROGRAM.toString());
    assertThat(wrong).isZero();
    Path output = directory.resolve("said.txt");
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "CallerOfFour"));
    command.addAll(files);
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectError(directory.resolve("errors.txt").toFile())
            .redirectOutput(output.toFile());
    builder
        .environment()
        .put("CLASSPATH", directory + File.pathSeparator + System.getProperty("java.class.path"));
    Process process = builder.start();
    assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(Files.readString(directory.resolve("errors.txt"))).isZero();
    return Files.readAllLines(output);
  }
}

package io.paretune.experiments.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.paretune.evaluators.data.Preprocessing;
import io.paretune.evaluators.data.source.CodedColumn;
import io.paretune.evaluators.data.source.ImageReading;
import io.paretune.evaluators.data.source.InputShape;
import io.paretune.evaluators.metadata.MetadataFile;
import io.paretune.evaluators.metadata.ModelMetadata;
import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.Shape;
import io.paretune.evaluators.network.Tensor;
import io.paretune.evaluators.network.Weights;
import io.paretune.evaluators.onnx.OnnxExport;
import io.paretune.evaluators.task.OutputFunction;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PredictCommandTest {

  /** Two numbers in, two scores out: each number is the score of a class. */
  private static Path file(Path directory) {
    Network network = Network.from(Shape.image(2, 1, 1)).flatten().linear(2).build();
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    network
        .tensors()
        .forEach(
            spec ->
                tensors.put(
                    spec.name(),
                    spec.dimensions().length == 2
                        ? Tensor.of(new float[] {1, 0, 0, 1}, 2, 2)
                        : Tensor.filled(0, 2)));
    Path file = directory.resolve("net.onnx");
    OnnxExport.write(network, Weights.of(tensors), file);
    return file;
  }

  private static ModelMetadata metadata(String task, OutputFunction function) {
    Map<String, Object> plain = Map.of("numerals", "plain");
    return new ModelMetadata(
        task,
        List.of("left", "right"),
        Optional.empty(),
        new ModelMetadata.Input(
            ModelMetadata.Input.Kind.VALUES,
            InputShape.vector(2),
            Optional.empty(),
            ImageReading.WHITE,
            List.of(new CodedColumn("a", "number", plain), new CodedColumn("b", "number", plain))),
        new Preprocessing(1, List.of(1.0, 1.0), List.of(1.0, 1.0)),
        false,
        new ModelMetadata.Output("scores", function));
  }

  @Test
  void everyRowGetsItsAnswer(@TempDir Path directory) throws IOException {
    String file = file(directory).toString();
    Path rows = Files.writeString(directory.resolve("rows.csv"), "b,a\n1,3\n4,1\nNA,1\n");

    MetadataFile.write(metadata("classification", OutputFunction.SOFTMAX), Path.of(file));
    String out = Spoken.by("predict", file, rows.toString()).done().out();
    assertThat(out.lines())
        .satisfiesExactly(
            line -> assertThat(line).endsWith("rows.csv:2  left 0.8808"),
            line -> assertThat(line).endsWith("rows.csv:3  right 0.9526"),
            line -> assertThat(line).endsWith("rows.csv:4  left 0.5000"));
    assertThat(Spoken.by("predict", file, rows.toString(), "--top", "2").done().out())
        .contains("right 0.9526, left 0.0474");
    assertThat(Spoken.by("predict", file, rows.toString(), "--format", "json").done().out())
        .contains("\"answers\":{\"left\":0.88");

    MetadataFile.write(metadata("multi-label", OutputFunction.SIGMOID), Path.of(file));
    assertThat(Spoken.by("predict", file, rows.toString()).done().out())
        .contains("rows.csv:2  left 0.8808, right 0.5000");
    MetadataFile.write(metadata("regression", OutputFunction.IDENTITY), Path.of(file));
    assertThat(Spoken.by("predict", file, rows.toString()).done().out())
        .contains("rows.csv:3  left=0.0, right=3.0");
  }

  @Test
  void mistakesAreOneLine(@TempDir Path directory) throws IOException {
    Path file = file(directory);
    Path rows = Files.writeString(directory.resolve("rows.csv"), "a\n1\n");
    Spoken.by("predict", file.toString(), rows.toString())
        .refused(List.of("does not say what goes in", "no net.json lies beside it"));
    MetadataFile.write(metadata("classification", OutputFunction.SOFTMAX), file);
    Spoken.by("predict", file.toString(), rows.toString()).refused(List.of("missing: [b]"));
    Spoken.by("predict", directory.resolve("no.onnx").toString(), rows.toString())
        .refused(List.of("there is no file"));
    Spoken.by("predict", file.toString(), rows.toString(), "--top", "0")
        .refused(List.of("--top must be at least 1"));
    Spoken.by("predict", file.toString()).refused(List.of("INPUT"));
    Files.writeString(file, "no model");
    Spoken.by("predict", file.toString(), rows.toString()).refused(List.of("cannot load"));
  }
}

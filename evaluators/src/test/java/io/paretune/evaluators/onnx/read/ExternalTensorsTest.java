package io.paretune.evaluators.onnx.read;

import static io.paretune.evaluators.onnx.read.TestGraph.integer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import io.paretune.evaluators.onnx.graph.draft.StoredFloats;
import io.paretune.evaluators.onnx.read.file.ExternalTensors;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What lies beside a model is taken into it. */
class ExternalTensorsTest {

  private static byte[] model() {
    TestGraph g = new TestGraph(13, 0, 8);
    String y =
        g.node("Gemm", List.of("x", g.weightOf(8, 16, 8), g.weight(16)), integer("transB", 1));
    y = g.node("Reshape", List.of(y, g.ints(-1, 4)));
    g.graph.addOutput(TestGraph.value(y, 0, 4));
    return g.model().toByteArray();
  }

  private static StringStringEntryProto entry(String key, Object value) {
    return StringStringEntryProto.newBuilder().setKey(key).setValue(value.toString()).build();
  }

  /** All tensors in one file beside the model, each at an offset, the whole numbers as well. */
  private static Path beside(Path folder, String location) throws IOException {
    ModelProto.Builder model = ModelProto.parseFrom(model()).toBuilder();
    ByteArrayOutputStream data = new ByteArrayOutputStream();
    for (TensorProto.Builder tensor : model.getGraphBuilder().getInitializerBuilderList()) {
      TensorProto whole =
          tensor.getDataType() == 7
              ? StoredFloats.longs(
                  "",
                  tensor.getInt64DataList().stream().mapToLong(i -> i).toArray(),
                  tensor.getDimsList())
              : StoredFloats.floats("", StoredFloats.of(tensor.build()), tensor.getDimsList());
      data.write(new byte[16]);
      tensor
          .clearFloatData()
          .clearInt64Data()
          .setDataLocation(TensorProto.DataLocation.EXTERNAL)
          .addExternalData(entry("location", location))
          .addExternalData(entry("offset", data.size()))
          .addExternalData(entry("length", whole.getRawData().size()));
      data.write(whole.getRawData().toByteArray());
    }
    Files.write(folder.resolve("weights.bin"), data.toByteArray());
    return Files.write(folder.resolve("model.onnx"), model.build().toByteArray());
  }

  @Test
  void theModelIsOneFile(@TempDir Path folder) throws IOException {
    ModelProto whole = ExternalTensors.model(beside(folder, "weights.bin"));

    SameCall.check(model(), whole.toByteArray(), 3, 0, 0);
    assertThat(whole.getGraph().getInitializerList())
        .hasSize(3)
        .noneMatch(TensorProto::hasDataLocation);
    Path alone = Files.write(folder.resolve("alone.onnx"), model());
    assertThat(ExternalTensors.model(alone).toByteArray()).isEqualTo(model());
  }

  @Test
  void whatCannotBeHeldOrFoundIsOneLine(@TempDir Path folder) throws IOException {
    Path file = beside(folder, "weights.bin");
    long size = Files.size(file);
    assertThatThrownBy(() -> ExternalTensors.model(file, size + 100))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("must have at most " + (size + 100) + " bytes");
    assertThatThrownBy(() -> ExternalTensors.model(file, 10)).hasMessageContaining("at most 10");
    Files.write(folder.resolve("weights.bin"), new byte[40]);
    assertThatThrownBy(() -> ExternalTensors.model(file))
        .hasMessageContaining("external data 'weights.bin'");
    Path outside = beside(Files.createDirectories(folder.resolve("inner")), "../weights.bin");
    assertThatThrownBy(() -> ExternalTensors.model(outside))
        .hasMessageContaining("must lie in the model's folder");
  }
}

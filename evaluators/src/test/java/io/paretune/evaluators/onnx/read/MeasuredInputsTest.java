package io.paretune.evaluators.onnx.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import io.paretune.evaluators.onnx.OnnxGraph;
import io.paretune.hardware.HardwareException;
import io.paretune.hardware.profile.HardwareProfile;
import io.paretune.hardware.profile.InputSize;
import io.paretune.hardware.profile.catalogue.HardwareProfiles;
import io.paretune.hardware.runtime.LoadedModel;
import io.paretune.hardware.runtime.OnnxRuntime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Any file is loaded to be measured: several inputs, whole numbers, truth values, open axes. */
class MeasuredInputsTest {

  private final HardwareProfile profile = HardwareProfiles.named("cpu-1-thread");
  private final OnnxRuntime runtime = OnnxRuntime.create(profile.device());

  private static ValueInfoProto value(String name, TensorProto.DataType type, String... axes) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    for (String axis : axes) {
      shape.addDim(TensorShapeProto.Dimension.newBuilder().setDimParam(axis));
    }
    TypeProto.Tensor.Builder tensor =
        TypeProto.Tensor.newBuilder().setElemType(type.getNumber()).setShape(shape);
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(TypeProto.newBuilder().setTensorType(tensor))
        .build();
  }

  /** Rows of a table, by their numbers, where a mask is true; 0 elsewhere. */
  private static Path embedding(Path directory) throws IOException {
    TestGraph g = new TestGraph(13);
    g.graph.clearInput();
    g.graph.addInput(value("ids", TensorProto.DataType.INT64, "n", "length"));
    g.graph.addInput(value("mask", TensorProto.DataType.BOOL, "n", "length"));
    String table = g.floats(new float[] {5, 7, 9}, 3);
    String rows = g.node("Gather", List.of(table, "ids"));
    String y = g.node("Where", List.of("mask", rows, g.scalar(0)));
    String count = g.node("Cast", List.of("ids"), OnnxGraph.integer("to", 7));
    g.graph.addOutput(value(y, TensorProto.DataType.FLOAT, "n", "length"));
    g.graph.addOutput(value(count, TensorProto.DataType.INT64, "n", "length"));
    return Files.write(directory.resolve("embedding.onnx"), g.model().toByteArray());
  }

  @Test
  void severalInputsOfTheirOwnTypes(@TempDir Path directory) throws IOException {
    Path file = embedding(directory);
    HardwareProfile sized = profile.withInput(InputSize.parse("ids=1x4,mask=1x4"));
    try (LoadedModel model = runtime.load(file, sized)) {
      assertThat(model.volume()).isEqualTo(8);
      assertThat(model.inputShape()).containsExactly(1L, 4L);
      assertThat(model.output()).hasSize(4);
      model.setInput(new float[] {2, 1, 0, 2, 1, 1, 1, 0});
      assertThat(model.output()).containsExactly(9, 7, 5, 0);
      assertThatThrownBy(() -> model.setInput(new float[] {0.5f, 0, 0, 0, 0, 0, 0, 0}))
          .hasMessageContaining("whole numbers");
      assertThatThrownBy(() -> model.setInput(new float[4]))
          .hasMessageContaining("that are 8 values, got 4");
    }
    assertThat(OnnxRuntime.inputNames(file)).containsExactly("ids", "mask");
  }

  @Test
  void whatIsNotTheModelsIsSaidSideBySide(@TempDir Path directory) throws IOException {
    Path file = embedding(directory);
    assertThatThrownBy(() -> runtime.load(file, profile))
        .isInstanceOf(HardwareException.class)
        .hasMessageContaining("ids INT64[-1, -1], mask BOOL[-1, -1]")
        .hasMessageContaining("--input ids=1x...");
    for (String wrong : List.of("words=1x4", "ids=1x4x4,mask=1x4")) {
      assertThatThrownBy(() -> runtime.load(file, profile.withInput(InputSize.parse(wrong))))
          .hasMessageContaining("has the inputs [ids INT64[-1, -1]")
          .hasMessageContaining("given were " + wrong);
    }
  }

  @Test
  void sizesAreReadAsTheyAreWritten() {
    for (String text : List.of("3x32x32", "ids=1x128:int64,mask=1x128", "x:0=1x3")) {
      assertThat(InputSize.parse(text).text()).isEqualTo(text);
    }
    for (String wrong : List.of("ids=", "=1x2", "ids=1x2,", "ids=0x2", "a b=1")) {
      assertThatThrownBy(() -> InputSize.parse(wrong)).isInstanceOf(IllegalArgumentException.class);
    }
  }
}

package io.paretune.evaluators.onnx.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import io.paretune.evaluators.onnx.graph.GivenGraph;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file that somebody writes anew under a long search is not taken for what it was. */
class GivenGraphTest {

  private static byte[] doubled(int width) {
    TestGraph g = new TestGraph(17, 0, width);
    return g.output(g.node("Add", List.of("x", "x")));
  }

  @Test
  void onlyTheFileThatWasReadIsOpenedAgain(@TempDir Path directory) throws IOException {
    Path file = directory.resolve("model.onnx");
    Files.write(file, doubled(3));
    GivenGraph given = GivenGraph.of(file);
    assertThat(given.model()).isEqualTo(ModelProto.parseFrom(doubled(3)));
    try (var session = given.judged()) {
      assertThat(session).isNotNull();
    }

    Files.write(file, doubled(4));
    Files.setLastModifiedTime(file, FileTime.fromMillis(10));

    assertThatThrownBy(given::model)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(file + " was written anew while it was compressed");
    assertThatThrownBy(given::judged).hasMessageContaining("give a copy that stays as it is");
  }

  @Test
  void filesBesideItBelongToIt(@TempDir Path directory) throws IOException {
    Path file = directory.resolve("model.onnx");
    Path beside = Files.write(directory.resolve("weights.bin"), new byte[12]);
    TestGraph g = new TestGraph(17, 0, 3);
    TensorProto.Builder stored =
        TensorProto.newBuilder()
            .setDataType(1)
            .addDims(3)
            .setDataLocation(TensorProto.DataLocation.EXTERNAL)
            .addExternalData(
                StringStringEntryProto.newBuilder().setKey("location").setValue("weights.bin"));
    Files.write(file, g.output(g.node("Add", List.of("x", g.tensor(stored)))));
    GivenGraph given = GivenGraph.of(file);
    assertThat(given.model().getGraph().getInitializer(0).getRawData().size()).isEqualTo(12);

    Files.setLastModifiedTime(beside, FileTime.fromMillis(10));

    assertThatThrownBy(given::model).hasMessageContaining("weights.bin was written anew");
  }
}

package io.paretune.evaluators.onnx.read;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.ModelProto;
import io.paretune.evaluators.network.Shape;
import io.paretune.evaluators.onnx.OnnxExport;
import io.paretune.evaluators.onnx.read.file.OnnxImportException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that read texts, well-formed but with parts changed: read, or refused in one line. */
class DamagedTextsTest {

  private static final int TRIES = Integer.getInteger("paretune.tries", 120);

  private final Path folder;

  DamagedTextsTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @ParameterizedTest
  @ValueSource(strings = {"hf-roberta-14", "hf-roberta-18", "hf-mpnet-17", "bert-11"})
  void changedPartsNeverEndInAnythingButARefusal(String name) throws IOException {
    ModelProto model = ModelProto.parseFrom(VisionTransformersTest.file(name));
    Random random = new Random(20_284);
    int sound = 0;
    for (int i = 0; i < TRIES; i++) {
      ModelProto.Builder changed = model.toBuilder();
      DamagedModelsTest.change(changed.getGraphBuilder(), random);
      sound += read(changed.build().toByteArray()) ? 1 : 0;
    }
    assertThat(sound).isBetween(TRIES / 20, TRIES * 19 / 20);
  }

  /** Whether the file was read and written; if not, it was refused as files are. */
  private boolean read(byte[] file) throws IOException {
    Path kept = Files.write(folder.resolve("texts.onnx"), file);
    try {
      ImportedModel model = OnnxImport.read(kept, () -> Shape.ids(7, 30));
      byte[] network = OnnxExport.encode(model.network(), model.weights());
      assertThat(model.signature().file().sign(network)).isNotEmpty();
      assertThat(OnnxImport.longestText(kept)).isPositive();
      FileForExamples.scoring(kept, Shape.image(7, 1, 1));
      return true;
    } catch (OnnxImportException e) {
      assertThat(e.getMessage()).isNotBlank().doesNotContain("\n").hasSizeLessThan(700);
      return false;
    }
  }
}

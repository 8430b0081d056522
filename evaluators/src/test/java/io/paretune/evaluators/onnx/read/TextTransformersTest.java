package io.paretune.evaluators.onnx.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnxruntime.OrtException;
import io.paretune.evaluators.compress.prune.BlockRemoval;
import io.paretune.evaluators.family.FamilyContext;
import io.paretune.evaluators.family.TextTransformerFamily;
import io.paretune.evaluators.network.Initialisation;
import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.Shape;
import io.paretune.evaluators.network.TokenLayer;
import io.paretune.evaluators.network.Weights;
import io.paretune.evaluators.onnx.OnnxExport;
import io.paretune.evaluators.onnx.read.file.OnnxImportException;
import io.paretune.evaluators.onnx.signature.TextForm.Words;
import io.paretune.search.space.Assignment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Networks that read texts, from files. */
class TextTransformersTest {

  /** {@code transformers/README.md} says how they were written. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "bert-11",
        "bert-12-fixed",
        "bert-17",
        "bert-tanh-14",
        "bert-one-text-14",
        "bert-int32-14",
        "bert-sdpa-14",
        "bert-sdpa-17",
        "distilbert-11",
        "distilbert-14",
        "distilbert-17",
        "minilm-mean-12",
        "minilm-mean-17",
        "electra-first-16"
      })
  void filesOfEncodersBecomeNetworks(String name) throws IOException, OrtException {
    byte[] file = VisionTransformersTest.file(name);
    ImportedModel model = OnnxImport.read(file, Optional.of(() -> Shape.ids(7, 30)));
    byte[] copy =
        model.signature().file().sign(OnnxExport.encode(model.network(), model.weights()));
    SameTexts.check(file, copy, 7, 30);
    SameTexts.checkIds(scoring(file), scoring(copy), model.network());
    Journey.of(model);
    assertThat(OnnxImport.read(copy, Optional.of(() -> Shape.ids(7, 30))).network().parameters())
        .isEqualTo(model.network().parameters());
    assertThat(BlockRemoval.removable(model.network())).hasSize(4);
    assertThat(model.network().nodes())
        .filteredOn(
            node -> node.layer() instanceof TokenLayer.Attention heads && heads.heads() == 3)
        .hasSize(2);
  }

  /** Hugging Face's own modules, by both of PyTorch's exporters; RoBERTa's padding is id 1. */
  @ParameterizedTest
  @CsvSource({
    "hf-bert-14, 0",
    "hf-bert-18, 0",
    "hf-distilbert-17, 0",
    "hf-electra-18, 0",
    "hf-albert-14, 0",
    "hf-mpnet-13, 1",
    "hf-mpnet-17, 1",
    "hf-roberta-14, 1",
    "hf-roberta-18, 1"
  })
  void filesOfHuggingFaceBecomeNetworks(String name, int padding) throws IOException, OrtException {
    byte[] file = VisionTransformersTest.file(name);
    ImportedModel model = OnnxImport.read(file, Optional.of(() -> Shape.ids(7, 30)));
    byte[] copy =
        model.signature().file().sign(OnnxExport.encode(model.network(), model.weights()));
    SameTexts.check(file, copy, 7, new Words(30, padding));
    SameTexts.checkIds(scoring(file), scoring(copy), model.network());
    ImportedModel again = OnnxImport.read(copy, Optional.of(() -> Shape.ids(7, 30)));
    assertThat(again.network().parameters()).isEqualTo(model.network().parameters());
    byte[] second =
        again.signature().file().sign(OnnxExport.encode(again.network(), again.weights()));
    SameTexts.check(copy, second, 7, new Words(30, padding));
    assertThat(model.network().nodes())
        .filteredOn(
            node -> node.layer() instanceof TokenLayer.Attention heads && heads.heads() == 3)
        .hasSize(2);
  }

  /** MPNet adds a number to each score, by the distance of two tokens: heads keep theirs. */
  @Test
  void biasesOfRelativePositionsGoWithTheirHeads() throws IOException {
    ImportedModel model =
        OnnxImport.read(
            VisionTransformersTest.file("hf-mpnet-17"), Optional.of(() -> Shape.ids(7, 30)));
    assertThat(model.network().nodes())
        .filteredOn(
            node -> node.layer() instanceof TokenLayer.Attention heads && heads.places() == 7)
        .hasSize(2);
    Journey.of(model);
  }

  /** Padding has places of its own there, which nothing may look at. */
  @Test
  void placesThatAreCountedWantAMask() throws IOException {
    ModelProto file = ModelProto.parseFrom(VisionTransformersTest.file("hf-roberta-14"));
    GraphProto.Builder graph = file.getGraph().toBuilder();
    for (NodeProto.Builder node : graph.getNodeBuilderList()) {
      if (node.getOpType().equals("Add")
          && node.getInput(1).contains("Where")
          && node.getName().contains("attention")) {
        String scores = node.getInput(0);
        node.setOpType("Identity").clearInput().addInput(scores);
      }
    }
    byte[] open = file.toBuilder().setGraph(graph).build().toByteArray();
    assertThatThrownBy(() -> OnnxImport.read(open, Optional.of(() -> Shape.ids(7, 30))))
        .isInstanceOf(OnnxImportException.class)
        .hasMessageContaining("looks at padding");
  }

  /** The file as data are given to it: ids alone. */
  private static byte[] scoring(byte[] file) throws IOException {
    Path kept = Files.createTempFile("texts", ".onnx");
    try {
      return FileForExamples.scoring(Files.write(kept, file), Shape.image(7, 1, 1))
          .copy()
          .orElse(file);
    } finally {
      Files.delete(kept);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"mean", "class"})
  void filesOfTheFamilyAreReadBack(String pool) throws OrtException {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("width", 16);
    values.put("depth", 2);
    values.put("heads.block0", 1);
    values.put("ratio.block0", 2);
    values.put("heads.block1", 2);
    values.put("ratio.block1", 1);
    values.put("pool", pool);
    FamilyContext context =
        FamilyContext.of(Shape.ids(7, 20), 3)
            .with("width", 8, 16)
            .with("head-width", 4)
            .with("heads", 1, 2)
            .with("pool", "mean", "class");
    Network network = new TextTransformerFamily().build(Assignment.of(values), context);
    Weights weights = Initialisation.kaiming(network, 5);

    ImportedModel read = Journey.of(OnnxExport.encode(network, weights));

    byte[] file = OnnxExport.encode(network, weights);
    SameTexts.check(file, read.signature().file().sign(file), 7, 20);
    assertThat(read.network().input()).isEqualTo(network.input());
    assertThat(read.network().parameters()).isEqualTo(network.parameters());
    assertThat(read.network().multiplyAdds()).isEqualTo(network.multiplyAdds());
    assertThat(BlockRemoval.removable(read.network())).hasSize(4);
  }
}

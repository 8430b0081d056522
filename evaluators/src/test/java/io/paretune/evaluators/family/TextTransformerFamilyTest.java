package io.paretune.evaluators.family;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import io.paretune.evaluators.compress.prune.PruningPlan;
import io.paretune.evaluators.compress.quantise.Activations;
import io.paretune.evaluators.compress.quantise.QuantisationPlan;
import io.paretune.evaluators.compress.quantise.QuantisedExport;
import io.paretune.evaluators.network.Initialisation;
import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.NetworkJson;
import io.paretune.evaluators.network.ReferenceForward;
import io.paretune.evaluators.network.Shape;
import io.paretune.evaluators.network.Tensor;
import io.paretune.evaluators.network.TensorSpec;
import io.paretune.evaluators.network.TokenLayer;
import io.paretune.evaluators.network.WeightedNetwork;
import io.paretune.evaluators.network.Weights;
import io.paretune.evaluators.onnx.OnnxExport;
import io.paretune.evaluators.supernet.FamilyParts;
import io.paretune.evaluators.torchscript.TorchInput;
import io.paretune.evaluators.torchscript.TorchScriptExport;
import io.paretune.evaluators.train.forward.Inference;
import io.paretune.hardware.deployment.Precision;
import io.paretune.hardware.runtime.batch.BatchModel;
import io.paretune.search.space.Assignment;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TextTransformerFamilyTest {

  private static final int VOCABULARY = 20;

  private final Family family = new TextTransformerFamily();

  private static FamilyContext texts(int tokens) {
    return FamilyContext.of(Shape.ids(tokens, VOCABULARY), 3);
  }

  private Network build(int tokens, String pool) {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("width", 16);
    values.put("depth", 2);
    values.put("heads.block0", 1);
    values.put("ratio.block0", 2);
    values.put("heads.block1", 2);
    values.put("ratio.block1", 1);
    values.put("pool", pool);
    FamilyContext context =
        texts(tokens)
            .with("width", 8, 16)
            .with("head-width", 4)
            .with("heads", 1, 2)
            .with("pool", "mean", "class");
    return family.build(Assignment.of(values), context);
  }

  /** Weights far from their beginning, so that every token matters. */
  private static Weights weights(Network network) {
    Weights weights = Initialisation.kaiming(network, 5);
    Map<String, Tensor> larger = new LinkedHashMap<>();
    for (TensorSpec spec : network.tensors()) {
      if (spec.role() == TensorSpec.Role.TABLE) {
        float[] values = weights.get(spec.name()).toArray();
        for (int i = 0; i < values.length; i++) {
          values[i] *= 40;
        }
        larger.put(spec.name(), Tensor.of(values, spec.dimensions()));
      }
    }
    return weights.with(larger);
  }

  /** Texts of all lengths, from none to as long as there is room for. */
  private static float[][] ids(int tokens) {
    Random random = new Random(7);
    float[][] texts = new float[tokens + 1][tokens];
    for (int text = 0; text < texts.length; text++) {
      for (int token = 0; token < text; token++) {
        texts[text][token] = 1 + random.nextInt(VOCABULARY - 1);
      }
    }
    return texts;
  }

  @ParameterizedTest
  @ValueSource(strings = {"mean", "class"})
  void everyFormAnswersAsTheReference(String pool) {
    Network network = build(7, pool);
    Weights weights = weights(network);
    ReferenceForward reference = new ReferenceForward(network, weights);
    byte[] torch = TorchScriptExport.encode(network, weights, Precision.FLOAT32);
    try (BatchModel onnx = BatchModel.onnx(OnnxExport.encode(network, weights), 1);
        BatchModel script = BatchModel.torchScript(torch, TorchInput.of(network.input()));
        Inference djl = new Inference(network, weights, Device.cpu())) {
      float[][] texts = ids(7);
      float[][] files = onnx.logits(texts);
      float[][] scripts = script.logits(texts);
      for (int i = 0; i < texts.length; i++) {
        float[] expected = reference.logits(texts[i]);
        assertThat(files[i]).containsExactly(expected, within(1e-5f));
        assertThat(scripts[i]).containsExactly(expected, within(1e-5f));
        assertThat(djl.logits(texts[i], 1)).containsExactly(expected, within(1e-5f));
      }
    }
  }

  /** A step of 8 bits is a 127th of the largest value of a word, one of 16 a 2048th. */
  @ParameterizedTest
  @CsvSource({"16, 0.01", "8, 0.1", "4, 0.1"})
  void vectorsOfWordsHaveTheBitsOfTheirBlock(int bits, float off) {
    Network network = build(7, "mean");
    Weights weights = weights(network);
    QuantisationPlan plan =
        QuantisationPlan.none().withBits(Map.of("stem", bits)).withActivations(Activations.DYNAMIC);
    byte[] file = QuantisedExport.encode(network, weights, plan, Optional.empty());
    assertThat(file.length).isLessThan(OnnxExport.encode(network, weights).length);
    ReferenceForward reference = new ReferenceForward(network, weights);
    try (BatchModel onnx = BatchModel.onnx(file, 1)) {
      float[][] texts = ids(7);
      float[][] answers = onnx.logits(texts);
      for (int i = 0; i < texts.length; i++) {
        assertThat(answers[i]).containsExactly(reference.logits(texts[i]), within(off));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"mean", "class"})
  void paddingChangesNoAnswer(String pool) {
    Network longer = build(9, pool);
    Network shorter = build(4, pool);
    Weights weights = weights(longer);
    Tensor places = weights.get("stem.places.positions.table");
    Map<String, Tensor> first = new LinkedHashMap<>();
    first.put(
        "stem.places.positions.table", Tensor.of(Arrays.copyOf(places.toArray(), 4 * 16), 4, 16));
    ReferenceForward padded = new ReferenceForward(longer, weights);
    ReferenceForward unpadded = new ReferenceForward(shorter, weights.with(first));
    for (float[] text : Arrays.copyOfRange(ids(4), 1, 5)) {
      assertThat(padded.logits(Arrays.copyOf(text, 9)))
          .containsExactly(unpadded.logits(text), within(1e-6f));
    }
  }

  /** Of 20 words, 7 places, and 16 features, by hand; products as in any transformer. */
  @Test
  void parametersAndMultiplyAddsAreThoseOfThePaper() {
    Network network = build(7, "mean");
    long attention0 = 32 + 3 * (16 * 4 + 4) + 4 * 16 + 16;
    long attention1 = 32 + 3 * (16 * 8 + 8) + 8 * 16 + 16;
    long perceptrons = 2 * 32 + (16 * 32 + 32 + 32 * 16 + 16) + (16 * 16 + 16 + 16 * 16 + 16);
    assertThat(network.parameters())
        .isEqualTo(20 * 16 + 7 * 16 + attention0 + attention1 + perceptrons + 32 + 16 * 3 + 3);
    assertThat(network.multiplyAdds())
        .isEqualTo(7 * 16 * (4 * 4 + 4 * 8 + 2 * 32 + 2 * 16) + 2 * 49 * (4 + 8) + 48);
  }

  @Test
  void headsAndInnerWidthsArePrunedAroundTheEmbedding() {
    Network network = build(7, "mean");
    WeightedNetwork model = new WeightedNetwork(network, weights(network));
    Network half = PruningPlan.none().withRatio(0.5).withMultiple(4).sized(model).network();
    assertThat(half.nodes())
        .filteredOn(node -> node.layer().equals(TokenLayer.Attention.of(1, 4)))
        .hasSize(2);
    assertThat(half.node("stem.words.embedding").layer())
        .isEqualTo(new TokenLayer.Embedding(VOCABULARY, 16, 0.1));
  }

  @Test
  void networksOfAllSizesAreSlicesOfOne() {
    FamilyParts parts = new FamilyParts(family, texts(7));
    assertThat(parts.supernet().largest().node("stem.words.embedding").layer())
        .isEqualTo(new TokenLayer.Embedding(VOCABULARY, 64, 0.1));
    assertThat(parts.smallest().node("stem.words.embedding").layer())
        .isEqualTo(new TokenLayer.Embedding(VOCABULARY, 32, 0.1));
  }

  @Test
  void itIsKeptAsJson() {
    Network network = build(7, "class");
    assertThat(NetworkJson.read(NetworkJson.write(network))).isEqualTo(network);
  }

  @Test
  void aTokenizerMayNotHaveMoreWordsThanTheEmbedding() {
    TokenLayer.Embedding few = new TokenLayer.Embedding(10, 8, 0);
    assertThatThrownBy(() -> few.infer(List.of(Shape.ids(4, 12))))
        .hasMessageContaining("got 10 vectors for 12 words");
  }

  @Test
  void idsAreNoRowOfNumbers() {
    assertThat(Shape.vector(7).fits(Shape.ids(7, 9))).isFalse();
    assertThat(Shape.ids(7, 9).fits(Shape.ids(7, 9))).isTrue();
    Network row = Network.from(Shape.vector(7)).linear(3).build();
    Family given = new GivenModel(new WeightedNetwork(row, weights(row)));
    assertThatThrownBy(() -> given.largest(texts(7)))
        .hasMessageContaining("got 7 tokens of a vocabulary of 20; the data are texts");
  }

  @Test
  void aGivenNetworkWantsItsOwnTokenizerAndLength() {
    Network network = build(7, "mean");
    Family given = new GivenModel(new WeightedNetwork(network, weights(network)));
    assertThat(given.largest(FamilyContext.of(Shape.ids(7, 12), 3))).isEqualTo(network);
    assertThatThrownBy(() -> given.largest(FamilyContext.of(Shape.ids(7, 21), 3)))
        .hasMessageContaining("the tokenizer has more words than the model's embedding");
    assertThatThrownBy(() -> given.largest(texts(9))).hasMessageContaining("tokens: {length: 7}");
  }

  @Test
  void familiesReadTheirOwnKindOfData() {
    assertThatThrownBy(() -> new VitFamily().largest(texts(7)))
        .hasMessageContaining("got texts (7 tokens of a vocabulary of 20); give family:");
    assertThatThrownBy(() -> family.largest(FamilyContext.of(Shape.image(1, 8, 8), 2)))
        .hasMessageContaining("reads texts, got examples of 1x8x8");
  }
}

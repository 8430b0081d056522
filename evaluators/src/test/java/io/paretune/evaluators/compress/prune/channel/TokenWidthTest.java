package io.paretune.evaluators.compress.prune.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.paretune.evaluators.compress.prune.GradualPruning;
import io.paretune.evaluators.compress.prune.PruningPlan;
import io.paretune.evaluators.family.FamilyPoints;
import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.RandomNetworks;
import io.paretune.evaluators.network.ReferenceForward;
import io.paretune.evaluators.network.TokenLayer;
import io.paretune.evaluators.network.WeightedNetwork;
import io.paretune.evaluators.network.Weights;
import io.paretune.evaluators.onnx.OnnxExport;
import io.paretune.evaluators.onnx.read.OnnxImport;
import io.paretune.hardware.runtime.batch.BatchModel;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The width of tokens, which all blocks of a transformer share, as one group of channels. */
class TokenWidthTest {

  private static final PruningPlan HALF = PruningPlan.none().withEmbedding(0.5).withMultiple(2);

  @ParameterizedTest
  @ValueSource(strings = {"vit", "text-transformer"})
  void itGoesFromAllBlocksAtOnce(String family) {
    Network network = FamilyPoints.draw(family, 3).network();
    check(new WeightedNetwork(network, RandomNetworks.weights(network, 3)));
  }

  /** BERT as Hugging Face has it: words, positions and kinds, normalised behind each sum. */
  @ParameterizedTest
  @ValueSource(strings = {"hf-bert-14", "hf-vit-18", "hf-roberta-14"})
  void itGoesFromImportedGraphs(String name) {
    Path file = Path.of("src/test/resources/transformers", name + ".onnx");
    var model = OnnxImport.read(file, () -> io.paretune.evaluators.network.Shape.ids(16, 30));
    check(new WeightedNetwork(model.network(), model.weights()));
  }

  private static void check(WeightedNetwork model) {
    Network network = model.network();
    List<ChannelGroup> wide =
        StructuredPruning.groups(network).stream().filter(ChannelGroup::normalised).toList();
    assertThat(wide).hasSize(1);
    int width = wide.get(0).channels();
    Pruned half = GradualPruning.of(HALF, network, Importance.l1()).atOnce(model);
    assertThat(half.removedChannels().keySet())
        .containsExactlyInAnyOrderElementsOf(wide.get(0).producers());
    int left = wide.get(0).kept(0.5, 2);
    assertThat(left).isLessThan(width);
    half.network()
        .nodes()
        .forEach(
            node -> {
              if (node.layer() instanceof TokenLayer.LayerNorm norm) {
                assertThat(norm.width()).isEqualTo(left);
              } else if (node.layer() instanceof TokenLayer.Attention attention) {
                assertThat(attention).isEqualTo(network.node(node.name()).layer());
              }
            });
    answersAsMasked(model, half);
  }

  /** The file of the narrow network, and the whole network with the same features zero. */
  private static void answersAsMasked(WeightedNetwork model, Pruned half) {
    Weights weights = model.weights();
    WeightedNetwork masked =
        StructuredPruning.select(
                model.network(),
                weights,
                group -> group.normalised() ? group.kept(0.5, 2) : group.channels(),
                Importance.l1())
            .masked(weights);
    float[][] examples = RandomNetworks.examples(model.network(), 3, 3);
    byte[] file = OnnxExport.encode(half.network(), half.weights());
    try (BatchModel narrow = BatchModel.onnx(file, 1)) {
      for (float[] example : examples) {
        float[] given = narrow.logits(new float[][] {example})[0];
        float[] whole = new ReferenceForward(masked.network(), masked.weights()).logits(example);
        for (int c = 0; c < whole.length; c++) {
          assertThat(given[c]).isCloseTo(whole[c], within(1e-5f * Math.max(1, Math.abs(whole[c]))));
        }
      }
    }
  }

  @Test
  void otherRatiosLeaveIt() {
    Network network = FamilyPoints.draw("vit", 3).network();
    WeightedNetwork model = new WeightedNetwork(network, RandomNetworks.weights(network, 3));
    PruningPlan inner = PruningPlan.none().withRatio(0.5).withMultiple(2);
    Pruned pruned = GradualPruning.of(inner, network, Importance.l1()).atOnce(model);
    assertThat(pruned.network().parameters()).isLessThan(network.parameters());
    ChannelGroup tokens =
        StructuredPruning.groups(network).stream()
            .filter(ChannelGroup::normalised)
            .findFirst()
            .orElseThrow();
    assertThat(StructuredPruning.groups(pruned.network())).contains(tokens);
  }
}

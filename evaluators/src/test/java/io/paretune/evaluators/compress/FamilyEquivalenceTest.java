package io.paretune.evaluators.compress;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import io.paretune.evaluators.compress.prune.ChannelSelection;
import io.paretune.evaluators.compress.prune.Importance;
import io.paretune.evaluators.compress.prune.StructuredPruning;
import io.paretune.evaluators.compress.rewrite.CrossLayerEqualisation;
import io.paretune.evaluators.compress.rewrite.FoldBatchNorm;
import io.paretune.evaluators.family.BlockChoice;
import io.paretune.evaluators.family.Families;
import io.paretune.evaluators.family.FamilyPoints;
import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.RandomNetworks;
import io.paretune.evaluators.network.ReferenceForward;
import io.paretune.evaluators.network.WeightedNetwork;
import io.paretune.evaluators.network.Weights;
import io.paretune.evaluators.onnx.OnnxClassifier;
import io.paretune.evaluators.onnx.OnnxExport;
import io.paretune.evaluators.train.Inference;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every rewrite on random networks of every family: what must be lossless is. How many networks of
 * each is {@code -Dparetune.networks=N}.
 */
class FamilyEquivalenceTest {

  private static final int NETWORKS = Integer.getInteger("paretune.networks", 12);
  private static final double[] RATIOS = {0.1, 0.25, 0.5, 0.75, 0.9};

  static List<String> families() {
    return Families.standard().names();
  }

  @ParameterizedTest
  @MethodSource("families")
  void pointsAreNetworksWithTheAnnouncedBlocks(String family) {
    for (long seed = 0; seed < NETWORKS; seed++) {
      FamilyPoints.Drawn drawn = FamilyPoints.draw(family, seed);
      List<String> announced =
          drawn.family().blocks(drawn.context()).stream()
              .filter(block -> block.exists().holds(drawn.point()))
              .map(BlockChoice::label)
              .toList();
      assertThat(drawn.network().blocks()).as(drawn.point().toString()).isEqualTo(announced);
      assertThat(drawn.network().classes()).isEqualTo(drawn.context().classes());
      Network largest = drawn.family().largest(drawn.context());
      assertThat(drawn.network().parameters()).isLessThanOrEqualTo(largest.parameters());
      assertThat(drawn.family().build(drawn.point(), drawn.context())).isEqualTo(drawn.network());
    }
  }

  @ParameterizedTest
  @MethodSource("families")
  void cutNetworksEqualMaskedOnesToTheLastBit(String family) {
    for (long seed = 0; seed < NETWORKS; seed++) {
      Network network = FamilyPoints.draw(family, seed).network();
      Weights weights = RandomNetworks.weights(network, seed);
      double ratio = RATIOS[(int) (seed % RATIOS.length)];
      ChannelSelection selection =
          StructuredPruning.select(network, weights, group -> ratio, 2, Importance.l1());
      Network small = selection.cut();
      float[] example = RandomNetworks.examples(network, 1, seed)[0];
      assertThat(new ReferenceForward(small, selection.cut(weights)).logits(example))
          .as("%s, seed %d", family, seed)
          .containsExactly(new ReferenceForward(network, selection.mask(weights)).logits(example));
      assertThat(small.parameters())
          .isLessThanOrEqualTo(network.parameters() - selection.removedChannels().size());
    }
  }

  @ParameterizedTest
  @MethodSource("families")
  void foldedNetworksAnswerTheSame(String family) {
    for (long seed = 0; seed < NETWORKS; seed++) {
      Network network = FamilyPoints.draw(family, seed).network();
      Weights weights = RandomNetworks.weights(network, seed);
      float[] example = RandomNetworks.examples(network, 1, seed)[0];
      WeightedNetwork folded = FoldBatchNorm.fold(network, weights);
      same(
          new ReferenceForward(folded.network(), folded.weights()).logits(example),
          new ReferenceForward(network, weights).logits(example),
          family,
          seed);
    }
  }

  @ParameterizedTest
  @MethodSource("families")
  void exportedFilesAnswerTheSame(String family) {
    for (long seed = 0; seed < NETWORKS; seed++) {
      Network network = FamilyPoints.draw(family, seed).network();
      Weights weights = RandomNetworks.weights(network, seed);
      float[][] examples = RandomNetworks.examples(network, 1, seed);
      byte[] file = OnnxExport.encode(network, weights);
      try (OnnxClassifier classifier = OnnxClassifier.open(file, 1)) {
        same(
            classifier.logits(examples)[0],
            new ReferenceForward(network, weights).logits(examples[0]),
            family,
            seed);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("families")
  void equalisedNetworksAnswerTheSame(String family) {
    for (long seed = 0; seed < NETWORKS; seed++) {
      Network network = FamilyPoints.draw(family, seed).network();
      Weights weights = RandomNetworks.weights(network, seed);
      float[] example = RandomNetworks.examples(network, 1, seed)[0];
      WeightedNetwork even = CrossLayerEqualisation.equalise(FoldBatchNorm.fold(network, weights));
      same(
          new ReferenceForward(even.network(), even.weights()).logits(example),
          new ReferenceForward(network, weights).logits(example),
          family,
          seed);
    }
  }

  @ParameterizedTest
  @MethodSource("families")
  void trainableFormsAnswerTheSame(String family) {
    for (long seed = 0; seed < NETWORKS; seed++) {
      Network network = FamilyPoints.draw(family, seed).network();
      Weights weights = RandomNetworks.weights(network, seed);
      float[] example = RandomNetworks.examples(network, 1, seed)[0];
      try (Inference inference = new Inference(network, weights, Device.cpu())) {
        same(
            inference.logits(example, 1),
            new ReferenceForward(network, weights).logits(example),
            family,
            seed);
      }
    }
  }

  /** Within 1e-4 of the largest score: sums in another order, over up to tens of layers. */
  private static void same(float[] actual, float[] expected, String family, long seed) {
    float scale = 1;
    for (float score : expected) {
      scale = Math.max(scale, Math.abs(score));
    }
    assertThat(actual).hasSameSizeAs(expected);
    for (int c = 0; c < expected.length; c++) {
      assertThat(Math.abs(actual[c] - expected[c]) / scale)
          .as("%s, seed %d, class %d: %s for %s", family, seed, c, actual[c], expected[c])
          .isLessThan(1e-4f);
    }
  }
}

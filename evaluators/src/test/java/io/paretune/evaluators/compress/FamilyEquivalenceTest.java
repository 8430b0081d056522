package io.paretune.evaluators.compress;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import io.paretune.evaluators.compress.prune.BlockRemoval;
import io.paretune.evaluators.compress.prune.channel.ChannelSelection;
import io.paretune.evaluators.compress.prune.channel.Importance;
import io.paretune.evaluators.compress.prune.channel.StructuredPruning;
import io.paretune.evaluators.compress.rewrite.CrossLayerEqualisation;
import io.paretune.evaluators.compress.rewrite.FoldBatchNorm;
import io.paretune.evaluators.compress.rewrite.UnfoldBatchNorm;
import io.paretune.evaluators.family.BlockChoice;
import io.paretune.evaluators.family.Families;
import io.paretune.evaluators.family.FamilyPoints;
import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.RandomNetworks;
import io.paretune.evaluators.network.ReferenceForward;
import io.paretune.evaluators.network.Tensor;
import io.paretune.evaluators.network.WeightedNetwork;
import io.paretune.evaluators.network.Weights;
import io.paretune.evaluators.onnx.OnnxExport;
import io.paretune.evaluators.train.forward.Inference;
import io.paretune.hardware.runtime.batch.BatchModel;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every rewrite on random networks of every family: what must be lossless is. How many networks of
 * each is {@code -Dparetune.networks=N}; together they are two hundred unless said otherwise.
 */
class FamilyEquivalenceTest {

  private static final int NETWORKS = Integer.getInteger("paretune.networks", 40);
  private static final double[] RATIOS = {0.1, 0.25, 0.5, 0.75, 0.9};

  static List<String> families() {
    return Families.standard().names();
  }

  /** A network with weights and what it answers to an example. */
  private static final class Sample {
    final FamilyPoints.Drawn drawn;
    final Network network;
    final Weights weights;
    final float[] example;
    final float[] answer;
    final String label;

    Sample(String family, long seed) {
      drawn = FamilyPoints.draw(family, seed);
      network = drawn.network();
      weights = RandomNetworks.weights(network, seed);
      example = RandomNetworks.examples(network, 1, seed)[0];
      answer = new ReferenceForward(network, weights).logits(example);
      label = family + ", seed " + seed;
    }

    float[] answerOf(WeightedNetwork other) {
      return new ReferenceForward(other.network(), other.weights()).logits(example);
    }
  }

  @ParameterizedTest
  @MethodSource("families")
  void everyRewriteKeepsTheAnswers(String family) {
    int smaller = 0;
    int even = 0;
    for (long seed = 0; seed < NETWORKS; seed++) {
      Sample sample = new Sample(family, seed);
      smaller += cutEqualsMaskedToTheLastBit(sample, RATIOS[(int) (seed % RATIOS.length)]);
      WeightedNetwork folded = FoldBatchNorm.fold(sample.network, sample.weights);
      same(sample.answerOf(folded), sample);
      WeightedNetwork evened = CrossLayerEqualisation.equalise(folded);
      same(sample.answerOf(evened), sample);
      even += evened.weights().equals(folded.weights()) ? 0 : 1;
      unfoldedAnswersTheSame(sample, folded);
    }
    assertThat(smaller).isGreaterThan(NETWORKS / 3);
    // between the layers of a transformer stand normalisation, Gelu and attention, which do not
    // scale
    boolean tokens = List.of("vit", "text-transformer").contains(family);
    assertThat(even).isGreaterThan(tokens ? -1 : NETWORKS / 10);
  }

  /** The families that have residual blocks of layers with weights. */
  @ParameterizedTest
  @ValueSource(strings = {"resnet", "mbconv", "nas-bench-macro"})
  void aRemovedBlockIsABranchThatAnswersZero(String family) {
    for (long seed = 0; seed < (5 * NETWORKS + 2) / 3; seed++) {
      Sample sample = new Sample(family, seed);
      WeightedNetwork model = new WeightedNetwork(sample.network, sample.weights);
      List<String> removable = List.copyOf(BlockRemoval.removable(sample.network));
      if (removable.isEmpty()) {
        continue;
      }
      WeightedNetwork without =
          BlockRemoval.remove(model, Set.of(removable.get((int) (seed % removable.size()))));
      Map<String, Tensor> silent = new LinkedHashMap<>(sample.weights.asMap());
      sample.network.tensors().stream()
          .filter(spec -> spec.role().trainable() && !without.weights().contains(spec.name()))
          .forEach(spec -> silent.put(spec.name(), Tensor.filled(0, spec.dimensions())));
      float[] expected = sample.answerOf(new WeightedNetwork(sample.network, Weights.of(silent)));
      same(sample.answerOf(without), expected, sample.label);
    }
  }

  /** The file on ONNX Runtime, and the form that is trained, of every fourth network. */
  @ParameterizedTest
  @MethodSource("families")
  void otherFormsAnswerTheSameAndHaveTheAnnouncedBlocks(String family) {
    for (long seed = 0; seed < NETWORKS; seed += 4) {
      Sample sample = new Sample(family, seed);
      Network network = sample.network;
      hasTheAnnouncedBlocks(sample);
      try (BatchModel file = BatchModel.onnx(OnnxExport.encode(network, sample.weights), 1);
          Inference inference = new Inference(network, sample.weights, Device.cpu())) {
        same(file.logits(new float[][] {sample.example})[0], sample);
        same(inference.logits(sample.example, 1), sample);
      }
    }
  }

  private static void hasTheAnnouncedBlocks(Sample sample) {
    FamilyPoints.Drawn drawn = sample.drawn;
    List<String> announced =
        drawn.family().blocks(drawn.context()).stream()
            .filter(block -> block.exists().holds(drawn.point()))
            .map(BlockChoice::label)
            .toList();
    assertThat(drawn.network().blocks()).as(drawn.point().toString()).isEqualTo(announced);
    assertThat(drawn.network().outputs()).isEqualTo(drawn.context().outputs());
    Network largest = drawn.family().largest(drawn.context());
    assertThat(drawn.network().parameters()).isLessThanOrEqualTo(largest.parameters());
    assertThat(drawn.family().build(drawn.point(), drawn.context())).isEqualTo(drawn.network());
  }

  private static int cutEqualsMaskedToTheLastBit(Sample sample, double ratio) {
    Network network = sample.network;
    ChannelSelection selection =
        StructuredPruning.select(network, sample.weights, group -> ratio, 2, Importance.l1());
    WeightedNetwork small = new WeightedNetwork(selection.cut(), selection.cut(sample.weights));
    assertThat(sample.answerOf(small))
        .as(sample.label)
        .containsExactly(sample.answerOf(selection.masked(sample.weights)));
    assertThat(small.network().parameters())
        .isLessThanOrEqualTo(network.parameters() - selection.removedChannels().size());
    return small.network().parameters() < network.parameters() ? 1 : 0;
  }

  private static void unfoldedAnswersTheSame(Sample sample, WeightedNetwork folded) {
    float[][] images = RandomNetworks.examples(sample.network, 2, 7);
    same(sample.answerOf(UnfoldBatchNorm.unfold(folded, images, 1)), sample);
  }

  private static void same(float[] actual, Sample sample) {
    same(actual, sample.answer, sample.label);
  }

  /** Within 1e-4 of the largest score: sums in another order, over up to tens of layers. */
  private static void same(float[] actual, float[] expected, String label) {
    float scale = 1;
    for (float score : expected) {
      scale = Math.max(scale, Math.abs(score));
    }
    assertThat(actual).as(label).hasSameSizeAs(expected);
    for (int c = 0; c < expected.length; c++) {
      float error = Math.abs(actual[c] - expected[c]) / scale;
      if (!(error < 1e-4f)) {
        throw new AssertionError(
            "%s, class %d: %s for %s".formatted(label, c, actual[c], expected[c]));
      }
    }
  }
}

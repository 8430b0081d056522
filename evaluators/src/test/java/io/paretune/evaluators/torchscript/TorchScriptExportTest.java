package io.paretune.evaluators.torchscript;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.RandomNetworks;
import io.paretune.evaluators.network.ReferenceForward;
import io.paretune.evaluators.network.Weights;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Tag;

class TorchScriptExportTest {

  @Property(tries = 40, seed = "20264")
  void exportedFileGivesTheReferencesLogits(@ForAll @LongRange(min = 0) long seed) {
    givesTheReferencesLogits(seed);
  }

  @Tag("slow")
  @Property(tries = 1000, seed = "20265")
  void aThousandExportedFilesGiveTheReferencesLogits(@ForAll @LongRange(min = 0) long seed) {
    givesTheReferencesLogits(seed);
  }

  private static void givesTheReferencesLogits(long seed) {
    Network network = RandomNetworks.network(seed);
    Weights weights = RandomNetworks.weights(network, seed);
    float[][] examples = RandomNetworks.examples(network, 2, seed);
    float[][] logits = run(network, weights, Precision.FLOAT32, examples);
    ReferenceForward reference = new ReferenceForward(network, weights);
    for (int i = 0; i < examples.length; i++) {
      float[] expected = reference.logits(examples[i]);
      assertThat(logits[i]).hasSameSizeAs(expected);
      for (int c = 0; c < expected.length; c++) {
        assertThat(logits[i][c])
            .isCloseTo(expected[c], within(1e-5f * Math.max(1, Math.abs(expected[c]))));
      }
    }
  }

  static float[][] run(Network network, Weights weights, Precision precision, float[][] examples) {
    byte[] file = TorchScriptExport.encode(network, weights, precision);
    try (TorchScriptClassifier classifier = TorchScriptClassifier.open(file, network.input())) {
      return classifier.logits(examples);
    }
  }
}

package io.paretune.evaluators.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.RandomNetworks;
import io.paretune.evaluators.network.ReferenceForward;
import io.paretune.evaluators.network.Weights;
import io.paretune.hardware.ModelRefusedException;
import io.paretune.hardware.runtime.batch.BatchModel;
import java.nio.file.Path;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OnnxExportTest {

  @Property(tries = 150, seed = "20261")
  void exportedFileGivesTheReferencesLogits(@ForAll @LongRange(min = 0) long seed) {
    Network network = RandomNetworks.network(seed);
    Weights weights = RandomNetworks.weights(network, seed);
    float[][] examples = RandomNetworks.examples(network, 2, seed);
    ReferenceForward reference = new ReferenceForward(network, weights);
    try (BatchModel classifier = BatchModel.onnx(OnnxExport.encode(network, weights), 1)) {
      float[][] logits = classifier.logits(examples);
      for (int i = 0; i < examples.length; i++) {
        float[] expected = reference.logits(examples[i]);
        for (int c = 0; c < expected.length; c++) {
          assertThat(logits[i][c])
              .isCloseTo(expected[c], within(1e-4f * Math.max(1, Math.abs(expected[c]))));
        }
      }
    }
  }

  @Test
  void batchesAreCutAndJoinedInOrder(@TempDir Path directory) {
    Network network = RandomNetworks.network(3);
    Weights weights = RandomNetworks.weights(network, 3);
    float[][] examples = RandomNetworks.examples(network, 130, 3);
    Path file = directory.resolve("m.onnx");
    OnnxExport.write(network, weights, file);
    try (BatchModel classifier = BatchModel.onnx(file, 1)) {
      float[][] all = classifier.logits(examples);
      assertThat(all).hasNumberOfRows(130);
      assertThat(all[129])
          .containsExactly(classifier.logits(new float[][] {examples[129]})[0], within(1e-5f));
    }
  }

  @Test
  void examplesOfTheWrongLengthAreRefused() {
    Network network = RandomNetworks.network(3);
    byte[] model = OnnxExport.encode(network, RandomNetworks.weights(network, 3));
    try (BatchModel classifier = BatchModel.onnx(model, 1)) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> classifier.logits(new float[][] {new float[5]}))
          .withMessageContaining("got 5");
    }
  }

  @Test
  void bytesThatAreNoModelAreRefused() {
    assertThatThrownBy(() -> BatchModel.onnx(new byte[] {1, 2, 3}, 1))
        .isInstanceOf(ModelRefusedException.class)
        .hasMessageContaining("3 bytes");
  }
}

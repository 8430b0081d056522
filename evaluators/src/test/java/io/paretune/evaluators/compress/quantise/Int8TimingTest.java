package io.paretune.evaluators.compress.quantise;

import static org.assertj.core.api.Assertions.assertThat;

import io.paretune.evaluators.network.RandomNetworks;
import io.paretune.evaluators.network.WeightedNetwork;
import io.paretune.evaluators.onnx.OnnxExport;
import io.paretune.hardware.runtime.batch.BatchModel;
import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How much faster int8 is than fp32, one thread, batch 1; reported, not asserted. */
@Tag("timing")
class Int8TimingTest {

  private static final System.Logger LOG = System.getLogger(Int8TimingTest.class.getName());
  private static final int ROUNDS = 40;
  private static final int RUNS = 50;

  @ParameterizedTest
  @CsvSource({"16,1,28", "16,3,28", "16,3,32", "32,2,32"})
  void int8AgainstFloat(int width, int depth, int size) {
    WeightedNetwork model = QuantisedExportTest.resnet(width, depth, size);
    byte[] floats = OnnxExport.encode(model.network(), model.weights());
    byte[] bytes = QuantisedExportTest.int8(model, block -> true);
    float[][] image = RandomNetworks.examples(model.network(), 1, 9);
    double[][] micros = new double[2][ROUNDS];
    try (BatchModel fp32 = BatchModel.onnx(floats, 1);
        BatchModel int8 = BatchModel.onnx(bytes, 1)) {
      for (int round = 0; round < ROUNDS; round++) {
        micros[0][round] = time(fp32, image);
        micros[1][round] = time(int8, image);
      }
    }
    Arrays.sort(micros[0]);
    Arrays.sort(micros[1]);
    LOG.log(
        System.Logger.Level.INFO,
        "width %d depth %d size %d: fp32 %.0f us (min %.0f), int8 %.0f us (min %.0f), ratio of medians %.2f, of minima %.2f, bytes %d -> %d"
            .formatted(
                width,
                depth,
                size,
                micros[0][ROUNDS / 2],
                micros[0][0],
                micros[1][ROUNDS / 2],
                micros[1][0],
                micros[0][ROUNDS / 2] / micros[1][ROUNDS / 2],
                micros[0][0] / micros[1][0],
                floats.length,
                bytes.length));
    assertThat(QuantisedExportTest.relativeError(floats, bytes, image)).isLessThan(0.1);
  }

  private static double time(BatchModel classifier, float[][] image) {
    long start = System.nanoTime();
    for (int i = 0; i < RUNS; i++) {
      classifier.logits(image);
    }
    return (System.nanoTime() - start) / (1e3 * RUNS);
  }
}

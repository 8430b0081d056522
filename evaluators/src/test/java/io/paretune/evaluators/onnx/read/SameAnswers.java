package io.paretune.evaluators.onnx.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.RandomNetworks;
import io.paretune.evaluators.network.Shape;
import io.paretune.evaluators.onnx.OnnxExport;
import io.paretune.hardware.runtime.batch.BatchModel;

/** Compares a model with what its import exports, on ONNX Runtime. */
final class SameAnswers {

  private SameAnswers() {}

  static ImportedModel check(byte[] model) {
    ImportedModel imported = OnnxImport.read(model);
    Network network = imported.network();
    byte[] exported = OnnxExport.encode(network, imported.weights());
    int count = Math.max(1, imported.signature().batch());
    float[][] examples = RandomNetworks.examples(network, count, 11);
    try (BatchModel original = BatchModel.onnx(model, 1);
        BatchModel copy = BatchModel.onnx(exported, 1)) {
      float[][] expected = original.logits(asTheFile(imported, examples));
      float[][] actual = copy.logits(examples);
      for (int i = 0; i < count; i++) {
        assertThat(actual[i]).hasSameSizeAs(expected[i]);
        for (int c = 0; c < expected[i].length; c++) {
          assertThat(actual[i][c])
              .isCloseTo(expected[i][c], within(1e-5f * Math.max(1, Math.abs(expected[i][c]))));
        }
      }
    }
    return imported;
  }

  private static float[][] asTheFile(ImportedModel imported, float[][] examples) {
    if (!imported.signature().channelsLast()) {
      return examples;
    }
    Shape.Image image = (Shape.Image) imported.network().input();
    int plane = image.height() * image.width();
    float[][] turned = new float[examples.length][image.elements()];
    for (int e = 0; e < examples.length; e++) {
      for (int i = 0; i < image.elements(); i++) {
        turned[e][i % plane * image.channels() + i / plane] = examples[e][i];
      }
    }
    return turned;
  }
}

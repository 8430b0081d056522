package io.paretune.evaluators.onnx.read;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import io.paretune.evaluators.compress.PlannedExport;
import io.paretune.evaluators.compress.prune.channel.ChannelSelection;
import io.paretune.evaluators.compress.prune.channel.Importance;
import io.paretune.evaluators.compress.prune.channel.StructuredPruning;
import io.paretune.evaluators.compress.quantise.QuantisationPlan;
import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.NetworkJson;
import io.paretune.evaluators.network.RandomNetworks;
import io.paretune.evaluators.network.ReferenceForward;
import io.paretune.evaluators.network.WeightedNetwork;
import io.paretune.evaluators.network.Weights;
import io.paretune.evaluators.torchscript.TorchInput;
import io.paretune.evaluators.torchscript.TorchScriptExport;
import io.paretune.evaluators.train.forward.Inference;
import io.paretune.hardware.deployment.Precision;
import io.paretune.hardware.runtime.batch.BatchModel;
import org.apache.commons.math3.stat.correlation.PearsonsCorrelation;

/** Takes a stranger's model through all that may be done to it. */
final class Journey {

  private static final int EXAMPLES = 12;

  private Journey() {}

  /** Checks everything and gives the import for further questions. */
  static ImportedModel of(byte[] file) {
    return of(SameAnswers.check(file));
  }

  /** As {@link #of(byte[])}, of a model that is known to answer as its file does. */
  static ImportedModel of(ImportedModel model) {
    Network network = model.network();
    assertThat(NetworkJson.read(NetworkJson.write(network))).isEqualTo(network);
    float[][] examples = RandomNetworks.examples(network, EXAMPLES, 3);
    float[][] expected = scores(network, model.weights(), examples);
    prunes(model);
    trains(model, examples, expected);
    isWrittenInTorchScript(model, examples, expected);
    isWrittenInBytes(model, examples, expected);
    return model;
  }

  private static float[][] scores(Network network, Weights weights, float[][] examples) {
    ReferenceForward reference = new ReferenceForward(network, weights);
    float[][] scores = new float[examples.length][];
    for (int i = 0; i < scores.length; i++) {
      scores[i] = reference.logits(examples[i]);
    }
    return scores;
  }

  private static void prunes(ImportedModel model) {
    Network network = model.network();
    ChannelSelection half =
        StructuredPruning.select(network, model.weights(), group -> 0.5, 1, Importance.l1());
    Network small = half.cut();
    if (!StructuredPruning.groups(network).isEmpty()) {
      assertThat(small.parameters()).isLessThan(network.parameters());
    }
    WeightedNetwork masked = half.masked(model.weights());
    float[] example = RandomNetworks.examples(network, 1, 5)[0];
    assertThat(new ReferenceForward(small, half.cut(model.weights())).logits(example))
        .containsExactly(new ReferenceForward(masked.network(), masked.weights()).logits(example));
  }

  private static void trains(ImportedModel model, float[][] examples, float[][] expected) {
    try (Inference inference = new Inference(model.network(), model.weights(), Device.cpu())) {
      for (int i = 0; i < 2; i++) {
        close(inference.logits(examples[i], 1), expected[i]);
      }
    }
  }

  private static void isWrittenInTorchScript(
      ImportedModel model, float[][] examples, float[][] expected) {
    byte[] script = TorchScriptExport.encode(model.network(), model.weights(), Precision.FLOAT32);
    try (BatchModel torch =
        BatchModel.torchScript(script, TorchInput.of(model.network().input()))) {
      float[][] actual = torch.logits(examples);
      for (int i = 0; i < actual.length; i++) {
        close(actual[i], expected[i]);
      }
    }
  }

  /** Sums in another order, over tens of layers. */
  private static void close(float[] actual, float[] expected) {
    float scale = 1;
    for (float score : expected) {
      scale = Math.max(scale, Math.abs(score));
    }
    assertThat(actual).hasSameSizeAs(expected);
    for (int c = 0; c < actual.length; c++) {
      assertThat(Math.abs(actual[c] - expected[c]) / scale).isLessThan(1e-4f);
    }
  }

  /**
   * Eight bits keep what tells examples and classes apart; of random weights, which nothing holds
   * together as training does, not all.
   */
  private static void isWrittenInBytes(
      ImportedModel model, float[][] examples, float[][] expected) {
    Network network = model.network();
    QuantisationPlan plan = QuantisationPlan.none().withBits(network, 8);
    byte[] file =
        PlannedExport.encode(
            network, model.weights(), plan, RandomNetworks.examples(network, 64, 9), 1);
    try (BatchModel bytes = BatchModel.onnx(file, 1)) {
      float[][] actual = bytes.logits(examples);
      assertThat(new PearsonsCorrelation().correlation(flat(actual), flat(expected)))
          .isGreaterThan(0.97);
    }
  }

  private static double[] flat(float[][] rows) {
    double[] all = new double[rows.length * rows[0].length];
    for (int i = 0; i < all.length; i++) {
      all[i] = rows[i / rows[0].length][i % rows[0].length];
    }
    return all;
  }
}

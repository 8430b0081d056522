package io.paretune.evaluators.onnx.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.paretune.evaluators.compress.prune.channel.ChannelGroup;
import io.paretune.evaluators.compress.prune.channel.Pruned;
import io.paretune.evaluators.compress.prune.channel.StructuredPruning;
import io.paretune.evaluators.compress.rewrite.FoldBatchNorm;
import io.paretune.evaluators.data.DataSets;
import io.paretune.evaluators.data.DataSpec;
import io.paretune.evaluators.data.Split;
import io.paretune.evaluators.network.Layer;
import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.Shape;
import io.paretune.evaluators.onnx.OnnxExport;
import io.paretune.evaluators.task.targets.ClassTargets;
import io.paretune.hardware.runtime.batch.BatchModel;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** Files that others have made, in the directory of the larger data. */
class PublishedModelsTest {

  private static final float[] MEAN = {0.485f, 0.456f, 0.406f};
  private static final float[] DEVIATION = {0.229f, 0.224f, 0.225f};

  private static Path data() {
    String root = System.getProperty("paretune.data", "");
    Assumptions.assumeFalse(root.isEmpty(), "give -Dparetune.data=DIR to read published models");
    return Path.of(root, "data");
  }

  private static float[][] cifar(Split test, int count) {
    float[][] images = new float[count][];
    for (int i = 0; i < count; i++) {
      float[] raw = new float[3 * 32 * 32];
      test.examples().copyRaw(i, raw, 0);
      for (int j = 0; j < raw.length; j++) {
        int c = j / 1024;
        raw[j] = (raw[j] / 255 - MEAN[c]) / DEVIATION[c];
      }
      images[i] = raw;
    }
    return images;
  }

  @Test
  void resNet20ComesInWithItsBlocksAndItsAccuracy() {
    Path file = data().resolve("models/resnet20_cifar10.onnx");
    ImportedModel model = OnnxImport.read(file);
    assertThat(model.network().input()).isEqualTo(Shape.image(3, 32, 32));
    assertThat(model.opset()).isEqualTo(13);
    assertThat(model.signature().batch()).isZero();
    assertThat(model.producer()).isEqualTo("pytorch 1.13.0");
    assertThat(model.network().blocks())
        .containsExactly(
            "conv1",
            "layer1.0",
            "layer1.1",
            "layer1.2",
            "layer2.0",
            "layer2.1",
            "layer2.2",
            "layer3.0",
            "layer3.1",
            "layer3.2",
            "linear");
    Split test =
        DataSets.openForFinalReport(DataSpec.of(data().resolve("cifar10").toString())).test();
    float[][] images = cifar(test, test.size());
    byte[] exported = OnnxExport.encode(model.network(), model.weights());
    int right = 0;
    try (BatchModel original = BatchModel.onnx(file, 1);
        BatchModel copy = BatchModel.onnx(exported, 1)) {
      float[][] expected = original.logits(images);
      float[][] actual = copy.logits(images);
      for (int i = 0; i < images.length; i++) {
        int best = 0;
        for (int c = 0; c < 10; c++) {
          assertThat(actual[i][c]).isCloseTo(expected[i][c], within(1e-5f));
          best = actual[i][c] > actual[i][best] ? c : best;
        }
        right += best == ((ClassTargets) test.targets()).at(i) ? 1 : 0;
      }
    }
    assertThat(right).isEqualTo(915);
  }

  @Test
  void theStagesOfResNet20CanBePrunedThroughItsShortcuts() {
    ImportedModel model = OnnxImport.read(data().resolve("models/resnet20_cifar10.onnx"));
    List<ChannelGroup> groups = StructuredPruning.groups(model.network());
    assertThat(groups).filteredOn(group -> group.producers().size() > 1).hasSize(3);
    assertThat(groups).hasSize(12);
    Pruned half = StructuredPruning.prune(model.network(), model.weights(), 0.5, 8);
    assertThat((double) half.network().multiplyAdds() / model.network().multiplyAdds())
        .isBetween(0.2, 0.35);
  }

  @Test
  void theModelZoosMnistComesIn() {
    Path file = data().resolve("models/mnist_cntk.onnx");
    ImportedModel model = OnnxImport.read(file);
    Network network = model.network();
    assertThat(network.input()).isEqualTo(Shape.image(1, 28, 28));
    assertThat(model.signature().batch()).isEqualTo(1);
    assertThat(model.signature().output()).isEqualTo("Plus214_Output_0");
    assertThat(network.blocks()).hasSize(3);
    assertThat(network.nodes()).hasSize(8).noneMatch(n -> n.layer() instanceof Layer.Identity);
    Split digits = DataSets.open(DataSpec.of("fashion-mini")).validation();
    byte[] exported = OnnxExport.encode(network, model.weights());
    try (BatchModel original = BatchModel.onnx(file, 1);
        BatchModel copy = BatchModel.onnx(exported, 1)) {
      for (int i = 0; i < 50; i++) {
        float[] raw = new float[784];
        digits.examples().copyRaw(i, raw, 0);
        for (int j = 0; j < raw.length; j++) {
          raw[j] /= 255;
        }
        float[][] one = {raw};
        assertThat(copy.logits(one)[0]).containsExactly(original.logits(one)[0], within(1e-5f));
      }
    }
    assertThat(FoldBatchNorm.fold(network, model.weights()).network()).isEqualTo(network);
  }
}

package io.paretune.evaluators.compress.quantise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.paretune.evaluators.compress.quantise.calibration.Calibration;
import io.paretune.evaluators.compress.quantise.calibration.CalibrationKind;
import io.paretune.evaluators.compress.rewrite.FoldBatchNorm;
import io.paretune.evaluators.family.Families;
import io.paretune.evaluators.family.FamilyContext;
import io.paretune.evaluators.family.ResNetFamily;
import io.paretune.evaluators.network.ActivationKind;
import io.paretune.evaluators.network.Layer;
import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.RandomNetworks;
import io.paretune.evaluators.network.Shape;
import io.paretune.evaluators.network.WeightedNetwork;
import io.paretune.evaluators.onnx.OnnxExport;
import io.paretune.hardware.runtime.batch.BatchModel;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class QuantisedExportTest {

  static WeightedNetwork resnet(int width, int depth, int size) {
    Network network =
        new ResNetFamily()
            .largest(
                FamilyContext.of(Shape.image(1, size, size), 10)
                    .with("width", width)
                    .with("depth", depth)
                    .with("kernel", 3));
    return FoldBatchNorm.fold(network, RandomNetworks.weights(network, 1));
  }

  static byte[] int8(WeightedNetwork model, Predicate<String> blocks) {
    return encode(model, plan(model.network(), blocks, 8));
  }

  static byte[] encode(WeightedNetwork model, QuantisationPlan plan) {
    float[][] images = RandomNetworks.examples(model.network(), 32, 5);
    Calibration calibration = Calibration.collect(model.network(), model.weights(), images, 1);
    return QuantisedExport.encode(model.network(), model.weights(), plan, Optional.of(calibration));
  }

  static QuantisationPlan plan(Network network, Predicate<String> blocks, int bits) {
    Map<String, Integer> widths = new LinkedHashMap<>();
    network.blocks().stream().filter(blocks).forEach(block -> widths.put(block, bits));
    return QuantisationPlan.none().withBits(widths).withCalibration(CalibrationKind.MIN_MAX);
  }

  @Test
  void everyOperatorOfAQuantisedResidualNetworkRunsOnAnInt8Kernel() {
    Map<String, Long> kernels = Kernels.of(int8(resnet(16, 2, 16), block -> true));
    assertThat(kernels)
        .containsEntry("QLinearConv", 15L)
        .containsEntry("QLinearAdd", 6L)
        .containsEntry("QLinearGlobalAveragePool", 1L)
        .containsEntry("QGemm", 1L)
        .containsEntry("QuantizeLinear", 1L)
        .doesNotContainKeys("Conv", "FusedConv", "Add", "Relu", "Gemm", "DequantizeLinear");
  }

  @Test
  void squeezeAndExcitationRunsOnInt8KernelsButForTheHardSigmoid() {
    Network network =
        Families.standard()
            .named("mbconv")
            .largest(
                FamilyContext.of(Shape.image(1, 16, 16), 10)
                    .with("stages", 2)
                    .with("depth", 1)
                    .with("se-ratio", 0.25));
    WeightedNetwork model = FoldBatchNorm.fold(network, RandomNetworks.weights(network, 1));
    assertThat(Kernels.of(int8(model, block -> true)))
        .containsEntry("QLinearConv", 11L)
        .containsEntry("QLinearMul", 2L)
        .containsEntry("QLinearGlobalAveragePool", 3L)
        .containsEntry("HardSigmoid", 2L)
        // the input, and what each gate makes
        .containsEntry("QuantizeLinear", 3L)
        .containsEntry("DequantizeLinear", 2L)
        .doesNotContainKeys("Conv", "FusedConv", "Mul", "Relu", "Clip", "Gemm");
  }

  @Test
  void floatBlocksStayFloatAndTheBordersCostOneConversionEach() {
    WeightedNetwork model = resnet(16, 2, 16);
    Map<String, Long> kernels = Kernels.of(int8(model, block -> block.startsWith("stage2")));
    assertThat(kernels).containsEntry("QLinearConv", 5L).containsEntry("QLinearAdd", 2L);
    assertThat(kernels).containsEntry("QuantizeLinear", 1L);
    // ONNX Runtime copies a DequantizeLinear for each of its readers, here a convolution and a
    // projection.
    assertThat(kernels.get("DequantizeLinear")).isLessThanOrEqualTo(2L);
  }

  @Test
  void weightsAreStoredAsBytes() {
    WeightedNetwork model = resnet(32, 2, 16);
    byte[] floats = OnnxExport.encode(model.network(), model.weights());
    assertThat(int8(model, block -> true).length).isLessThan((int) (0.27 * floats.length));
  }

  @Property(tries = 40, seed = "20265")
  void noConvolutionOfAnInt8BlockStaysFloat(@ForAll long seed) {
    Network network = RandomNetworks.network(seed, false);
    WeightedNetwork model = FoldBatchNorm.fold(network, RandomNetworks.weights(network, seed));
    Predicate<String> blocks = block -> (block.hashCode() + seed) % 3 != 0;
    long convolutions =
        model.network().nodes().stream()
            .filter(node -> node.layer() instanceof Layer.Conv2d && blocks.test(node.block()))
            .count();
    assertThat(Kernels.of(int8(model, blocks)).getOrDefault("QLinearConv", 0L))
        .isEqualTo(convolutions);
  }

  @Property(tries = 60, seed = "20266")
  void int8FilesGiveNearlyTheFloatLogits(@ForAll long seed, @ForAll CalibrationKind kind) {
    Network network = RandomNetworks.network(seed);
    WeightedNetwork model = FoldBatchNorm.fold(network, RandomNetworks.weights(network, seed));
    float[][] images = RandomNetworks.examples(network, 16, seed);
    byte[] floats = OnnxExport.encode(model.network(), model.weights());
    Calibration calibration = Calibration.collect(model.network(), model.weights(), images, 1);
    Predicate<String> blocks = block -> (block.hashCode() + seed) % 3 != 0;
    byte[] bytes =
        QuantisedExport.encode(
            model.network(),
            model.weights(),
            plan(model.network(), blocks, 8).withCalibration(kind),
            Optional.of(calibration));
    assertThat(relativeError(floats, bytes, images)).isLessThan(0.1);
  }

  @Test
  void relu6IsAbsorbedByTheQuantisedConvolution() {
    Network network =
        Network.from(Shape.image(1, 8, 8))
            .conv(8, 3)
            .batchNorm()
            .activation(ActivationKind.RELU6)
            .flatten()
            .linear(3)
            .build();
    WeightedNetwork model = FoldBatchNorm.fold(network, RandomNetworks.weights(network, 2));
    assertThat(Kernels.of(int8(model, block -> true)))
        .containsEntry("QLinearConv", 1L)
        .doesNotContainKeys("Clip", "Conv");
  }

  @Test
  void aMissingRangeIsNamed() {
    WeightedNetwork model = resnet(8, 1, 8);
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                QuantisedExport.encode(
                    model.network(),
                    model.weights(),
                    plan(model.network(), block -> true, 8),
                    Optional.empty()))
        .withMessageContaining("'input'");
  }

  /** The mean of each class's score over some images. */
  static float[] meanLogits(byte[] file, float[][] images) {
    try (BatchModel model = BatchModel.onnx(file, 1)) {
      float[][] logits = model.logits(images);
      float[] means = new float[logits[0].length];
      for (float[] scores : logits) {
        for (int c = 0; c < means.length; c++) {
          means[c] += scores[c] / logits.length;
        }
      }
      return means;
    }
  }

  static double relativeError(byte[] expected, byte[] actual, float[][] images) {
    double error = 0;
    double norm = 0;
    try (BatchModel left = BatchModel.onnx(expected, 1);
        BatchModel right = BatchModel.onnx(actual, 1)) {
      float[][] a = left.logits(images);
      float[][] b = right.logits(images);
      for (int i = 0; i < a.length; i++) {
        for (int c = 0; c < a[i].length; c++) {
          error += (double) (a[i][c] - b[i][c]) * (a[i][c] - b[i][c]);
          norm += (double) a[i][c] * a[i][c];
        }
      }
    }
    return Math.sqrt(error / norm);
  }
}

package io.paretune.evaluators.compress.quantise;

import static io.paretune.evaluators.compress.quantise.QuantisedExportTest.encode;
import static io.paretune.evaluators.compress.quantise.QuantisedExportTest.plan;
import static io.paretune.evaluators.compress.quantise.QuantisedExportTest.relativeError;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.onnxruntime.platform.Fp16Conversions;
import io.paretune.evaluators.compress.quantise.weight.Int4Weights;
import io.paretune.evaluators.compress.quantise.weight.Int8Weights;
import io.paretune.evaluators.compress.quantise.weight.WeightScales;
import io.paretune.evaluators.compress.rewrite.FoldBatchNorm;
import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.RandomNetworks;
import io.paretune.evaluators.network.Shape;
import io.paretune.evaluators.network.Tensor;
import io.paretune.evaluators.network.TensorSpec.Role;
import io.paretune.evaluators.network.WeightedNetwork;
import io.paretune.evaluators.network.Weights;
import io.paretune.evaluators.onnx.OnnxExport;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.function.UnaryOperator;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Bits other than static 8: what is stored, what it stands for, which kernels run it. */
class FewerBitsTest {

  @Test
  void nibblesAreAsByHand() {
    // the extreme, 0.8, becomes -8 under scale -0.1
    float[] row = {0.8f, -0.7f, 0.14f, 0.06f, -0.04f};
    Int4Weights nibbles = Int4Weights.of(Tensor.of(row, 1, 5), WeightScales.PER_BLOCK);
    assertThat(nibbles.blocks()).isEqualTo(1);
    assertThat(nibbles.scales().toArray()).containsExactly(new float[] {-0.1f}, within(1e-7f));
    // codes 0, 15, 7, 7, 8, then zeros
    assertThat(nibbles.neighbours()).startsWith(0xF0, 0x77, 0x88, 0x88).hasSize(16);
    assertThat(nibbles.halves()).startsWith(0x80, 0x8F, 0x87, 0x87, 0x88).hasSize(16);
    assertThat(nibbles.restored())
        .containsExactly(new float[] {0.8f, -0.7f, 0.1f, 0.1f, 0f}, within(1e-6f));
  }

  @Property(tries = 100, seed = "40401")
  void nibblesAreWithinAStepOfTheWeights(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 5) int rows,
      @ForAll @IntRange(min = 1, max = 100) int columns) {
    Random random = new Random(seed);
    float[] values = new float[rows * columns];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    Tensor weight = Tensor.of(values, rows, columns);
    Int4Weights nibbles = Int4Weights.of(weight, WeightScales.PER_BLOCK);
    float[] restored = nibbles.restored();
    for (int i = 0; i < restored.length; i++) {
      float step = Math.abs(nibbles.scales().at(i / columns * nibbles.blocks() + i % columns / 32));
      // half a step but at the end without a code, which is 7 steps instead of 8
      assertThat(restored[i]).isCloseTo(weight.at(i), within(1.0001f * step));
    }
  }

  @Test
  void zerosStayZeros() {
    Int4Weights nibbles = Int4Weights.of(Tensor.of(new float[40], 2, 20), WeightScales.PER_BLOCK);
    assertThat(nibbles.restored()).containsOnly(0f);
  }

  @Property(tries = 30, seed = "40402")
  void a16BitFileIsTheFloatFileOfRoundedWeights(@ForAll long seed) {
    WeightedNetwork model = model(seed);
    WeightedNetwork rounded =
        rewritten(
            model,
            tensor -> {
              float[] values = tensor.toArray();
              for (int i = 0; i < values.length; i++) {
                values[i] = Fp16Conversions.fp16ToFloat(Fp16Conversions.floatToFp16(values[i]));
              }
              return Tensor.of(values, tensor.shape());
            });
    assertSame(model, 16, rounded, 1e-5);
  }

  @Property(tries = 30, seed = "40403")
  void a4BitFileIsTheFloatFileOfRestoredWeights(@ForAll long seed) {
    WeightedNetwork model = model(seed);
    WeightedNetwork restored =
        rewritten(
            model,
            tensor ->
                Tensor.of(
                    Int4Weights.of(tensor, WeightScales.PER_BLOCK).restored(), tensor.shape()));
    // the linear layer's kernel may round its input to 8 bits
    assertSame(model, 4, restored, 0.02);
  }

  private static void assertSame(
      WeightedNetwork model, int bits, WeightedNetwork expected, double tolerance) {
    float[][] images = RandomNetworks.examples(model.network(), 8, 3);
    byte[] file = encode(model, plan(model.network(), block -> true, bits));
    byte[] reference = OnnxExport.encode(expected.network(), expected.weights());
    assertThat(relativeError(reference, file, images)).isLessThan(tolerance);
  }

  @Test
  void storedWeightsAreUnpackedWhenTheFileIsLoaded() {
    WeightedNetwork model = QuantisedExportTest.resnet(16, 1, 16);
    byte[] floats = OnnxExport.encode(model.network(), model.weights());
    Map<String, Long> kernels = Kernels.of(floats);
    for (int bits : new int[] {16, 4}) {
      Map<String, Long> found =
          Kernels.of(encode(model, plan(model.network(), block -> true, bits)));
      assertThat(found)
          .as("%d bits", bits)
          .doesNotContainKeys("Cast", "Div", "Sub", "Concat", "Slice", "Mul");
      assertThat(found.get("FusedConv")).isEqualTo(kernels.get("FusedConv"));
    }
    assertThat(Kernels.of(encode(model, plan(model.network(), block -> true, 4))))
        .containsEntry("MatMulNBits", 1L);
  }

  @Test
  void filesShrinkWithTheBits() {
    WeightedNetwork model = QuantisedExportTest.resnet(32, 2, 16);
    double floats = OnnxExport.encode(model.network(), model.weights()).length;
    assertThat(encode(model, plan(model.network(), block -> true, 16)).length / floats)
        .isLessThan(0.53);
    // 4 bits and a 32-bit scale for 32 weights are 5 bits of 32
    assertThat(encode(model, plan(model.network(), block -> true, 4)).length / floats)
        .isLessThan(0.2);
  }

  @Property(tries = 30, seed = "40404")
  void dynamicFilesGiveNearlyTheFloatLogits(@ForAll long seed, @ForAll WeightScales scales) {
    WeightedNetwork model = model(seed);
    float[][] images = RandomNetworks.examples(model.network(), 8, seed);
    QuantisationPlan plan =
        plan(model.network(), block -> true, 8)
            .withActivations(Activations.DYNAMIC)
            .withWeightScales(scales);
    byte[] floats = OnnxExport.encode(model.network(), model.weights());
    assertThat(relativeError(floats, encode(model, plan), images)).isLessThan(0.1);
  }

  @Test
  void dynamicLayersMultiplyIntegers() {
    WeightedNetwork model = QuantisedExportTest.resnet(16, 1, 16);
    QuantisationPlan plan =
        plan(model.network(), block -> true, 8).withActivations(Activations.DYNAMIC);
    assertThat(Kernels.of(encode(model, plan)))
        .containsEntry("DynamicQuantizeMatMul", 1L)
        .containsKey("ConvInteger")
        .doesNotContainKeys("Conv", "FusedConv", "Gemm");
  }

  @Test
  void oneScaleALayerIsTheCoarsestOfItsChannels() {
    Tensor weight = Tensor.of(new float[] {1.27f, -0.5f, 0.254f, 0.1f}, 2, 2);
    Int8Weights int8 = Int8Weights.of(weight, WeightScales.PER_TENSOR);
    assertThat(int8.scales().toArray()).containsExactly(new float[] {0.01f, 0.01f}, within(1e-8f));
    assertThat(int8.values()).containsExactly(127, -50, 25, 10);
    assertThat(int8.restored())
        .containsExactly(new float[] {1.27f, -0.5f, 0.25f, 0.1f}, within(1e-6f));
  }

  @Property(tries = 20, seed = "40405")
  void correctedBiasesMakeTheMeanOutputRight(@ForAll long seed) {
    // without padding and activations the mean of the output is linear in the mean of the input
    Network network = Network.from(Shape.image(3, 6, 6)).flatten().linear(5).build();
    WeightedNetwork model = new WeightedNetwork(network, RandomNetworks.weights(network, seed));
    float[][] images = RandomNetworks.examples(network, 32, 5);
    QuantisationPlan plain = plan(network, block -> true, 4);
    byte[] floats = OnnxExport.encode(network, model.weights());
    double before = meanError(floats, encode(model, plain), images);
    double after = meanError(floats, encode(model, plain.withBiasCorrection(true)), images);
    assertThat(after).isLessThan(0.2 * before);
  }

  private static double meanError(byte[] expected, byte[] actual, float[][] images) {
    float[] left = QuantisedExportTest.meanLogits(expected, images);
    float[] right = QuantisedExportTest.meanLogits(actual, images);
    double error = 0;
    for (int i = 0; i < left.length; i++) {
      error += Math.abs(left[i] - right[i]);
    }
    return error;
  }

  private static WeightedNetwork model(long seed) {
    Network network = RandomNetworks.network(seed);
    return FoldBatchNorm.fold(network, RandomNetworks.weights(network, seed));
  }

  /** The same network with other weights of convolutions and linear layers. */
  private static WeightedNetwork rewritten(WeightedNetwork model, UnaryOperator<Tensor> change) {
    Map<String, Tensor> tensors = new LinkedHashMap<>(model.weights().asMap());
    model.network().nodes().stream()
        .filter(node -> node.layer().weighted())
        .forEach(
            node ->
                tensors.computeIfPresent(
                    Role.WEIGHT.of(node.name()), (name, tensor) -> change.apply(tensor)));
    return new WeightedNetwork(model.network(), Weights.of(tensors));
  }
}

package io.paretune.evaluators.torchscript;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.paretune.evaluators.network.ActivationKind;
import io.paretune.evaluators.network.Elementwise;
import io.paretune.evaluators.network.Layer;
import io.paretune.evaluators.network.Movement;
import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.NetworkBuilder;
import io.paretune.evaluators.network.Node;
import io.paretune.evaluators.network.RandomNetworks;
import io.paretune.evaluators.network.ReferenceForward;
import io.paretune.evaluators.network.Shape;
import io.paretune.evaluators.network.Tensor;
import io.paretune.evaluators.network.TokenLayer;
import io.paretune.evaluators.network.TokenWindows;
import io.paretune.evaluators.network.Upsampling;
import io.paretune.evaluators.network.Weights;
import io.paretune.evaluators.network.Window;
import io.paretune.hardware.ModelRefusedException;
import io.paretune.hardware.deployment.Precision;
import io.paretune.hardware.runtime.batch.BatchModel;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Tag;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

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
    try (BatchModel classifier = BatchModel.torchScript(file, TorchInput.of(network.input()))) {
      return classifier.logits(examples);
    }
  }

  @Test
  void everyKindOfLayerHasAnOperator() {
    Map<Class<?>, Network> samples = new LinkedHashMap<>();
    samples.put(Layer.Conv2d.class, images().conv(3, Window.same(3), 1, true).flatten().build());
    samples.put(Layer.Linear.class, Network.from(Shape.vector(5)).linear(3).build());
    samples.put(Layer.BatchNorm.class, images().batchNorm().flatten().build());
    samples.put(Layer.Activation.class, images().relu().flatten().build());
    for (Layer.PoolKind kind : Layer.PoolKind.values()) {
      Window window = new Window(3, 2, 2, 1, 1, 0, 1, 1);
      samples.put(
          Layer.Pool.class, images().layer("pool", new Layer.Pool(kind, window)).flatten().build());
      agrees(samples.get(Layer.Pool.class), kind.toString());
    }
    samples.put(Layer.GlobalAveragePool.class, images().globalAveragePool().flatten().build());
    NetworkBuilder sum = images().relu();
    String left = sum.at();
    samples.put(Layer.Add.class, sum.relu().add(left).flatten().build());
    NetworkBuilder pair = images().relu();
    String first = pair.at();
    samples.put(Layer.Concat.class, pair.relu().concat(first).flatten().build());
    samples.put(Layer.Flatten.class, images().flatten().build());
    samples.put(Layer.Dropout.class, images().dropout(0.25).flatten().build());
    samples.put(Layer.Identity.class, images().layer("i", new Layer.Identity()).flatten().build());

    samples.put(
        Layer.Softmax.class, images().flatten().layer("s", new Layer.Softmax(true)).build());
    agrees(images().flatten().layer("s", new Layer.Softmax(false)).build(), "softmax");
    samples.put(
        Layer.LocalResponseNorm.class,
        images()
            .conv(7, 3)
            .layer("norm", new Layer.LocalResponseNorm(5, 0.5, 0.75, 2))
            .flatten()
            .build());
    samples.put(Elementwise.LeakyRelu.class, ending(new Elementwise.LeakyRelu(-0.125)));
    samples.put(Elementwise.Clip.class, ending(new Elementwise.Clip(-0.5, 1e-3)));
    samples.put(Elementwise.Affine.class, ending(new Elementwise.Affine(2)));
    agrees(
        images().flatten().layer("a", new Elementwise.Affine(60)).linear(3).build(),
        "affine vector");
    NetworkBuilder gated = images().relu();
    String whole = gated.at();
    samples.put(
        Elementwise.Multiply.class,
        gated
            .globalAveragePool()
            .join("gate", new Elementwise.Multiply(), whole)
            .flatten()
            .build());
    for (Movement.Border border : Movement.Border.values()) {
      samples.put(Movement.Pad.class, ending(new Movement.Pad(1, 2, 3, 0, border)));
      agrees(samples.get(Movement.Pad.class), border.toString());
    }
    Window wide = new Window(3, 2, 2, 1, 1, 0, 1, 2);
    samples.put(
        Upsampling.ConvTranspose2d.class,
        ending(new Upsampling.ConvTranspose2d(2, 4, wide, 1, 0, 2, true)));
    for (Upsampling.Interpolation kind : Upsampling.Interpolation.values()) {
      samples.put(Upsampling.Resize.class, ending(new Upsampling.Resize(9, 7, kind)));
      agrees(samples.get(Upsampling.Resize.class), kind.toString());
    }
    samples.put(Movement.Crop.class, ending(new Movement.Crop(1, 0, 3, 2, 2, 3)));
    int zero = Movement.ZERO;
    for (List<Integer> channels :
        List.of(
            List.of(1),
            List.of(zero, 0, 1, zero, zero),
            List.of(1, 0),
            List.of(1, zero, 1, 0),
            List.of(zero))) {
      samples.put(Movement.SelectChannels.class, ending(new Movement.SelectChannels(2, channels)));
      agrees(samples.get(Movement.SelectChannels.class), "channels " + channels);
    }
    samples.put(
        Movement.Unflatten.class,
        images()
            .flatten()
            .layer("u", new Movement.Unflatten(5, 4, 3))
            .conv(2, Window.same(3), 1, true)
            .flatten()
            .build());

    tokens(samples);
    assertThat(samples.keySet()).isEqualTo(kinds(Layer.class));
    samples.forEach((kind, network) -> agrees(network, kind.getSimpleName()));
  }

  private static void tokens(Map<Class<?>, Network> samples) {
    samples.put(Movement.ImageTokens.class, pooled(tokens()));
    samples.put(Movement.OneToken.class, tokens().layer("it", new Movement.OneToken(29)).build());
    samples.put(TokenLayer.TokenMean.class, pooled(tokens()));
    samples.put(
        Movement.TokenImage.class,
        tokens()
            .layer("it", new Movement.TokenImage(10, 3))
            .conv(3, Window.same(3), 1, true)
            .flatten()
            .build());
    samples.put(
        TokenLayer.Embedding.class,
        Network.from(Shape.ids(5, 9))
            .layer("it", new TokenLayer.Embedding(9, 2, 0.1))
            .join("pool", new TokenLayer.TokenMean(), Network.INPUT)
            .build());
    samples.put(
        TokenLayer.PrependTokens.class,
        pooled(tokens().layer("it", new TokenLayer.PrependTokens(2, 2)).linear(4)));
    samples.put(
        TokenLayer.AddPositions.class,
        pooled(tokens().layer("it", new TokenLayer.AddPositions(30, 2)).linear(4)));
    samples.put(
        TokenLayer.LayerNorm.class,
        pooled(tokens().layer("it", TokenLayer.LayerNorm.of(2)).linear(4)));
    NetworkBuilder heads = tokens().linear(6);
    samples.put(
        TokenLayer.Attention.class,
        pooled(heads.join("attention", TokenLayer.Attention.of(3, 2), heads.at(), heads.at())));
    List<Integer> backwards = IntStream.range(0, 30).mapToObj(i -> 29 - i).toList();
    samples.put(
        Movement.SelectTokens.class,
        pooled(tokens().layer("it", new Movement.SelectTokens(30, backwards, 3)).linear(4)));
    List<Integer> parts = IntStream.range(0, 30).mapToObj(i -> i % 5 / 3).toList();
    NetworkBuilder seen = tokens().linear(6);
    Layer windows = new TokenLayer.Attention(3, 2, 0.5, 0, new TokenWindows(5, parts));
    agrees(pooled(seen.join("windows", windows, seen.at(), seen.at())), "windows in two parts");
  }

  private static NetworkBuilder tokens() {
    return images().layer("tokens", new Movement.ImageTokens());
  }

  private static Network pooled(NetworkBuilder net) {
    return net.layer("pool", new TokenLayer.TokenMean()).build();
  }

  @ParameterizedTest
  @EnumSource
  void everyActivationIsTheReferences(ActivationKind kind) {
    agrees(images().activation(kind).flatten().build(), kind.toString());
  }

  private static Set<Class<?>> kinds(Class<?> sealed) {
    Set<Class<?>> kinds = new HashSet<>();
    for (Class<?> permitted : sealed.getPermittedSubclasses()) {
      kinds.addAll(permitted.isSealed() ? kinds(permitted) : Set.of(permitted));
    }
    return kinds;
  }

  /** A convolution after the layer shows that its output is in the right format. */
  private static Network ending(Layer layer) {
    return images().layer("it", layer).conv(3, Window.same(3), 1, true).flatten().build();
  }

  private static NetworkBuilder images() {
    return Network.from(Shape.image(2, 6, 5));
  }

  private static void agrees(Network network, String what) {
    Weights weights = RandomNetworks.weights(network, 5);
    float[][] examples = RandomNetworks.examples(network, 3, 5);
    // beyond the corners of the hard activations; ids have none
    float factor = network.input() instanceof Shape.Ids ? 1 : 8;
    for (float[] example : examples) {
      for (int i = 0; i < example.length; i++) {
        example[i] *= factor;
      }
    }
    ReferenceForward reference = new ReferenceForward(network, weights);
    float[][] expected = Arrays.stream(examples).map(reference::logits).toArray(float[][]::new);
    for (Precision precision : Precision.values()) {
      double tolerance = precision == Precision.FLOAT32 ? 2e-6 : 0.02;
      assertThat(Agreement.of(expected, run(network, weights, precision, examples)).worst())
          .as("%s in %s", what, precision)
          .isLessThan(tolerance);
    }
  }

  @Test
  void namesOfTensorsBecomeIdentifiersThatDiffer() {
    assertThat(TorchScriptExport.parameterName("stage1.block0.conv1.weight"))
        .isEqualTo("stage1__block0__conv1__weight");
    assertThat(TorchScriptExport.parameterName("0-a_b.bias")).isEqualTo("_0_ha_ub__bias");
    List<String> close =
        List.of("a.b", "a_b", "a-b", "a__b", "a._b", "a_.b", "a-.b", "ahb", "1", "_1");
    assertThat(close.stream().map(TorchScriptExport::parameterName)).doesNotHaveDuplicates();
  }

  @Test
  void nodesWithAnyAllowedNameCanBeWritten() {
    Network network =
        Network.of(
            Shape.vector(2),
            List.of(
                new Node("0", new Layer.Linear(2, 3, true), List.of(Network.INPUT), "a"),
                new Node("_-.x", new Layer.Linear(3, 3, true), List.of("0"), "a"),
                new Node("torch", new Layer.Linear(3, 2, true), List.of("_-.x"), "a")));
    agrees(network, "odd names");
  }

  @Test
  void theSameNetworkGivesTheSameBytesAndEntriesAreAligned() throws IOException {
    Network network = RandomNetworks.network(11);
    Weights weights = RandomNetworks.weights(network, 11);
    byte[] file = TorchScriptExport.encode(network, weights, Precision.BFLOAT16);
    assertThat(TorchScriptExport.encode(network, weights, Precision.BFLOAT16)).isEqualTo(file);
    List<String> names = new ArrayList<>();
    try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(file))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        names.add(entry.getName());
        assertThat(entry.getMethod()).isEqualTo(ZipEntry.STORED);
      }
    }
    assertThat(names)
        .startsWith("network/data.pkl")
        .contains("network/data/0", "network/constants.pkl", "network/version")
        .contains("network/extra/paretune-input")
        .hasSize(6 + network.tensors().size());
    ByteBuffer bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    int local = 0;
    for (String name : names) {
      int start = local + 30 + bytes.getShort(local + 26) + bytes.getShort(local + 28);
      assertThat(start % 64).as(name).isZero();
      local = start + bytes.getInt(local + 22);
    }
  }

  @Test
  void everyOtherBlockInSixteenBitsComputesTheSame() {
    int mixed = 0;
    for (int seed = 0; seed < 20; seed++) {
      Network network = RandomNetworks.network(seed);
      Weights weights = RandomNetworks.weights(network, seed);
      List<String> blocks = List.copyOf(network.blocks());
      byte[] file =
          TorchScriptExport.encode(
              network,
              weights,
              block -> blocks.indexOf(block) % 2 == 0 ? Precision.BFLOAT16 : Precision.FLOAT32);
      float[][] examples = RandomNetworks.examples(network, 8, seed);
      float[][] expected = run(network, weights, Precision.FLOAT32, examples);
      try (BatchModel classifier = BatchModel.torchScript(file, TorchInput.of(network.input()))) {
        assertThat(Agreement.of(expected, classifier.logits(examples)).worst())
            .as("network %d", seed)
            .isLessThan(0.1);
      }
      mixed += blocks.size() > 1 ? 1 : 0;
    }
    assertThat(mixed).isPositive();
  }

  @Test
  void sixteenBitsHalveTheFile() {
    Network network = Network.from(Shape.vector(100)).linear(1000).relu().linear(10).build();
    Weights weights = RandomNetworks.weights(network, 1);
    int full = TorchScriptExport.encode(network, weights, Precision.FLOAT32).length;
    int half = TorchScriptExport.encode(network, weights, Precision.BFLOAT16).length;
    assertThat(full - half).isBetween(2 * (int) weights.size() - 512, 2 * (int) weights.size());
  }

  @Test
  void weightsTooLargeForHalfAreRefusedByName() {
    Network network = Network.from(Shape.vector(1)).linear(1).build();
    String name = network.tensors().get(0).name();
    Weights weights =
        RandomNetworks.weights(network, 1).with(name, Tensor.of(new float[] {70_000}, 1, 1));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TorchScriptExport.encode(network, weights, Precision.FLOAT16))
        .withMessageContaining("70000.0")
        .withMessageContaining(name);
    assertThat(TorchScriptExport.encode(network, weights, Precision.BFLOAT16)).isNotEmpty();
  }

  @Test
  void bytesThatAreNoModelAreRefused() {
    assertThatThrownBy(
            () ->
                BatchModel.torchScript(new byte[] {1, 2, 3}, TorchInput.of(Shape.vector(1)))
                    .close())
        .isInstanceOf(ModelRefusedException.class)
        .hasMessageContaining("3 bytes");
  }

  @Test
  void examplesOfTheWrongLengthAreRefused() {
    Network network = Network.from(Shape.vector(2)).linear(2).build();
    Weights weights = RandomNetworks.weights(network, 1);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> run(network, weights, Precision.FLOAT32, new float[1][5]))
        .withMessageContaining("got 5");
  }
}

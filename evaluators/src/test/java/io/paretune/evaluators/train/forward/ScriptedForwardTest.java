package io.paretune.evaluators.train.forward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;
import io.paretune.evaluators.family.Families;
import io.paretune.evaluators.family.FamilyContext;
import io.paretune.evaluators.family.FamilyPoints;
import io.paretune.evaluators.family.TextTransformerFamily;
import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.Node;
import io.paretune.evaluators.network.RandomNetworks;
import io.paretune.evaluators.network.TensorSpec;
import io.paretune.evaluators.network.Weights;
import io.paretune.evaluators.train.Samples;
import io.paretune.hardware.deployment.Precision;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Scripts against operators called one by one: values, gradients, running statistics. */
class ScriptedForwardTest {
  private static final int BATCH = 6;

  private final NDManager manager = Engine.getEngine("PyTorch").newBaseManager(Device.cpu());

  @AfterEach
  void free() {
    manager.close();
  }

  static List<String> families() {
    return Families.standard().names();
  }

  /** Noise, or ids of the tokens of texts. */
  private static float[] inputs(Network network) {
    float[] values = gaussian(BATCH * network.input().elements(), 1);
    if (network.input() instanceof io.paretune.evaluators.network.Shape.Ids ids) {
      for (int i = 0; i < values.length; i++) {
        values[i] = Math.min(ids.vocabulary() - 1, (int) Math.abs(4 * values[i]));
      }
    }
    return values;
  }

  /** Outputs, gradients of a sum with random weights, and statistics after a pass, by name. */
  private Map<String, float[]> passed(
      Network network, Weights weights, Mode mode, ForwardTransform transform, Form form) {
    Map<String, float[]> all = new LinkedHashMap<>();
    try (NDManager step = manager.newSubManager()) {
      Engine.getEngine("PyTorch").setRandomSeed(7);
      WeightArrays arrays = new WeightArrays(network, weights, step);
      Map<String, NDArray> leaves = arrays.leaves(step);
      NDArray input = step.create(inputs(network), Inference.batchShape(network, BATCH));
      try (GradientCollector collector = Engine.getEngine("PyTorch").newGradientCollector()) {
        Map<String, NDArray> values = form.values(network, leaves, input, mode, transform);
        NDArray outputs = Objects.requireNonNull(values.get(network.output().name()));
        NDArray factors = step.create(gaussian(BATCH * network.outputs(), 2), outputs.getShape());
        collector.backward(outputs.mul(factors).sum());
        values.forEach((name, value) -> all.put(name, value.toFloatArray()));
      }
      for (TensorSpec spec : network.tensors()) {
        NDArray leaf = Objects.requireNonNull(leaves.get(spec.name()));
        all.put(spec.name(), (spec.role().trainable() ? leaf.getGradient() : leaf).toFloatArray());
      }
    }
    return all;
  }

  @FunctionalInterface
  private interface Form {
    Map<String, NDArray> values(
        Network network,
        Map<String, NDArray> weights,
        NDArray input,
        Mode mode,
        ForwardTransform transform);
  }

  private Form scripted(Precision precision, List<String> hidden) {
    ScriptedForward form = new ScriptedForward(precision, manager);
    return (network, weights, input, mode, transform) ->
        form.values(network, weights, input, mode, transform, hidden);
  }

  private static float[] gaussian(int size, long seed) {
    var random = Samples.random(seed);
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  private static float[] of(Map<String, float[]> all, String name) {
    return Objects.requireNonNull(all.get(name));
  }

  /** The length of the difference over that of the expected. */
  private static double apart(float[] actual, float[] expected) {
    double difference = 0;
    double length = 1e-12;
    assertThat(actual).hasSameSizeAs(expected);
    for (int i = 0; i < expected.length; i++) {
      difference += Math.pow((double) actual[i] - expected[i], 2);
      length += Math.pow(expected[i], 2);
    }
    return Math.sqrt(difference / length);
  }

  private void same(
      Network network, Weights weights, Mode mode, ForwardTransform transform, double within) {
    Map<String, float[]> expected = passed(network, weights, mode, transform, Forward::values);
    Map<String, float[]> actual =
        passed(network, weights, mode, transform, scripted(Precision.FLOAT32, List.of()));
    // all gradients as one vector: what a step goes along
    assertThat(apart(gradient(network, actual), gradient(network, expected))).isLessThan(within);
    String output = network.output().name();
    assertThat(apart(of(actual, output), of(expected, output))).isLessThan(within);
    for (TensorSpec spec : network.tensors()) {
      if (!spec.role().trainable()) {
        assertThat(apart(of(actual, spec.name()), of(expected, spec.name()))).isLessThan(within);
      }
    }
  }

  private static float[] gradient(Network network, Map<String, float[]> all) {
    List<Float> values = new ArrayList<>();
    for (TensorSpec spec : network.tensors()) {
      if (spec.role().trainable()) {
        for (float value : of(all, spec.name())) {
          values.add(value);
        }
      }
    }
    float[] array = new float[values.size()];
    for (int i = 0; i < array.length; i++) {
      array[i] = values.get(i);
    }
    return array;
  }

  @Test
  void randomNetworksOfAllLayersAreWhatTheirOperatorsAre() {
    for (long seed = 0; seed < 80; seed++) {
      Network network = RandomNetworks.network(seed);
      Weights weights = RandomNetworks.weights(network, seed);
      same(network, weights, Mode.TRAINING, WeightTransform.identity(), 2e-3);
    }
  }

  @ParameterizedTest
  @MethodSource("families")
  void networksOfEveryFamilyAreWhatTheirOperatorsAre(String family) {
    for (long seed = 0; seed < 3; seed++) {
      Network network = FamilyPoints.draw(family, seed).network();
      Weights weights = Samples.weights(network, seed);
      for (Mode mode : List.of(Mode.TRAINING, Mode.BATCH_STATISTICS)) {
        same(network, weights, mode, WeightTransform.identity(), 2e-3);
      }
    }
  }

  @Test
  void textsWithoutTheirPaddingAnswerTheSame() {
    for (String pool : List.of("mean", "class")) {
      Network network =
          new TextTransformerFamily()
              .largest(
                  FamilyContext.of(io.paretune.evaluators.network.Shape.ids(5, 12), 3)
                      .with("width", 16)
                      .with("depth", 1)
                      .with("pool", pool)
                      // no chance
                      .with("hidden", 0.0));
      int tokens = network.input().elements();
      float[] ids = inputs(network);
      for (int i = 0; i < ids.length; i++) {
        ids[i] = i % tokens == tokens - 1 ? 0 : Math.max(1, ids[i]);
      }
      WeightArrays arrays = new WeightArrays(network, Samples.weights(network, 3), manager);
      NDArray padded = manager.create(ids, Inference.batchShape(network, BATCH));
      NDArray cut = padded.get(":, 0:" + (tokens - 1));
      String output = network.output().name();
      for (Form form : List.<Form>of(Forward::values, scripted(Precision.FLOAT32, List.of()))) {
        List<float[]> answers = new ArrayList<>();
        for (NDArray input : List.of(padded, cut)) {
          Map<String, NDArray> values =
              form.values(
                  network,
                  arrays.leaves(manager),
                  input,
                  Mode.EVALUATION,
                  WeightTransform.identity());
          answers.add(Objects.requireNonNull(values.get(output)).toFloatArray());
        }
        assertThat(apart(answers.get(1), answers.get(0))).isLessThan(1e-5);
      }
    }
  }

  @Test
  void weightsGoThroughTheTransform() {
    Network network = Samples.residual(4);
    WeightTransform half = (spec, weight) -> weight.mul(weight.getManager().create(0.5f));
    same(network, Samples.weights(network, 1), Mode.TRAINING, half, 1e-3);
  }

  @Test
  void hiddenValuesAreGivenAndFlowBack() {
    Network network = Samples.residual(4);
    Weights weights = Samples.weights(network, 1);
    List<String> hidden = network.nodes().stream().map(Node::name).limit(7).toList();
    Map<String, float[]> expected =
        passed(network, weights, Mode.TRAINING, WeightTransform.identity(), Forward::values);
    Map<String, float[]> actual =
        passed(
            network,
            weights,
            Mode.TRAINING,
            WeightTransform.identity(),
            scripted(Precision.FLOAT32, hidden));
    for (String name : hidden) {
      assertThat(apart(of(actual, name), of(expected, name))).as(name).isLessThan(1e-4);
    }
  }

  @Test
  void sixteenBitsAreNearThirtyTwo() {
    Network network = Samples.residual(16);
    Weights weights = Samples.weights(network, 1);
    Map<String, float[]> expected =
        passed(network, weights, Mode.TRAINING, WeightTransform.identity(), Forward::values);
    Map<String, float[]> actual =
        passed(
            network,
            weights,
            Mode.TRAINING,
            WeightTransform.identity(),
            scripted(Precision.BFLOAT16, List.of()));
    double far = apart(gradient(network, actual), gradient(network, expected));
    assertThat(far).isBetween(1e-4, 0.2);
    assertThat(apart(of(actual, "head.linear1"), of(expected, "head.linear1")))
        .isBetween(1e-5, 0.1);
  }

  @Test
  void aTransformThatChangesValuesIsNotServed() {
    Network network = Samples.residual(4);
    assertThat(ScriptedForward.serves(network, WeightTransform.identity())).isTrue();
    ForwardTransform rounding =
        new ForwardTransform() {
          @Override
          public NDArray weight(TensorSpec spec, NDArray weight, Map<String, NDArray> arrays) {
            return weight;
          }

          @Override
          public boolean changes(Node reader, String value) {
            return value.equals(Network.INPUT);
          }
        };
    assertThat(ScriptedForward.serves(network, rounding)).isFalse();
  }

  @Test
  void aMissingWeightIsNamed() {
    Network network = Samples.residual(4);
    ScriptedForward form = new ScriptedForward(Precision.FLOAT32, manager);
    NDArray input = manager.zeros(Inference.batchShape(network, 2));
    assertThatThrownBy(
            () ->
                form.values(
                    network, Map.of(), input, Mode.TRAINING, WeightTransform.identity(), List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("tensor '" + network.tensors().get(0).name() + "'");
  }
}

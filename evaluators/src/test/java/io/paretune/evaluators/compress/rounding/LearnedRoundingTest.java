package io.paretune.evaluators.compress.rounding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.paretune.evaluators.compress.PlannedExport;
import io.paretune.evaluators.compress.quantise.LearnedGrids;
import io.paretune.evaluators.compress.quantise.QuantisationPlan;
import io.paretune.evaluators.compress.quantise.QuantisationSpace;
import io.paretune.evaluators.compress.quantise.QuantisationTraining;
import io.paretune.evaluators.compress.quantise.QuantisedExport;
import io.paretune.evaluators.compress.quantise.RoundingKind;
import io.paretune.evaluators.compress.quantise.weight.RoundedWeights;
import io.paretune.evaluators.compress.quantise.weight.WeightScales;
import io.paretune.evaluators.compress.rewrite.FoldBatchNorm;
import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.NetworkBuilder;
import io.paretune.evaluators.network.Node;
import io.paretune.evaluators.network.RandomNetworks;
import io.paretune.evaluators.network.Shape;
import io.paretune.evaluators.network.Tensor;
import io.paretune.evaluators.network.TensorSpec.Role;
import io.paretune.evaluators.network.TokenLayer;
import io.paretune.evaluators.network.WeightedNetwork;
import io.paretune.evaluators.network.Weights;
import io.paretune.evaluators.train.forward.StepGate;
import io.paretune.hardware.runtime.batch.Placement;
import io.paretune.search.space.Assignment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class LearnedRoundingTest {

  private static final QuantisationPlan NONE = QuantisationPlan.none();

  @Test
  void aResidualBlockIsOneUnitAndSoIsALayerWithItsActivation() {
    NetworkBuilder net = Network.from(Shape.image(1, 8, 8)).block("stem").conv(4, 3).relu();
    String stem = net.at();
    net.block("body").conv(4, 3).relu().role("second").conv(4, 3).add(stem).relu();
    Network network = net.block("head").flatten().linear(3).build();
    assertThat(RoundingUnit.of(network).stream().map(unit -> unit.nodes().size()))
        .containsExactly(2, 5, 2);
  }

  @Property(tries = 60, seed = "140701")
  void unitsAreAllNodesAndReadOneValueBeforeThem(@ForAll long seed) {
    Network network = RandomNetworks.network(seed);
    List<Node> all = new ArrayList<>();
    String before = Network.INPUT;
    for (RoundingUnit unit : RoundingUnit.of(network)) {
      assertThat(unit.before()).isEqualTo(before);
      List<String> known = new ArrayList<>(List.of(Network.INPUT, before));
      for (Node node : unit.nodes()) {
        assertThat(known).containsAll(node.inputs());
        known.add(node.name());
      }
      all.addAll(unit.nodes());
      before = unit.last().name();
    }
    assertThat(all).isEqualTo(network.nodes());
  }

  @Test
  void softWeightsAreTheWeightsAtFirstAndOneOfTheirTwoStepsInTheEnd() {
    Tensor weight = Tensor.of(new float[] {0.8f, -0.7f, 0.14f, 0.06f}, 1, 4);
    Tensor steps = RoundedWeights.steps(weight, 4, WeightScales.PER_CHANNEL);
    SoftRounding soft = new SoftRounding();
    soft.add("w", weight, steps, 4);
    // the step is -0.1: 0.8 is step -8, -0.7 step 7, and 0.14 lies between steps -2 and -1
    Tensor start = soft.parameters().get("w.rounding");
    float[] decided = Weights.of(soft.decided(soft.parameters())).get("w").toArray();
    assertThat(decided).containsExactly(new float[] {0.8f, -0.7f, 0.1f, 0.1f}, within(1e-6f));
    double share = 1.2 / (1 + Math.exp(-start.at(2))) - 0.1;
    assertThat((-2 + share) * -0.1).isCloseTo(0.14, within(1e-6));
  }

  @Test
  void weightsMoveByLessThanAStepAndAnswersStayNearer() {
    Network network = RoundingErrors.threeLayers();
    WeightedNetwork model = new WeightedNetwork(network, RandomNetworks.weights(network, 3));
    QuantisationPlan nearest =
        NONE.withBits(model.network(), 4).withWeightScales(WeightScales.PER_CHANNEL);
    QuantisationPlan plan = nearest.withRounding(RoundingKind.LEARNED);
    float[][] examples = RandomNetworks.examples(network, 48, 3);
    Reconstruction.Outcome outcome = learned(model, plan, examples, 250);
    outcome
        .steps()
        .forEach(
            (name, steps) -> {
              Tensor before = model.weights().get(name);
              Tensor after = outcome.network().weights().get(name);
              int perRow = before.size() / before.axis(0);
              for (int i = 0; i < before.size(); i++) {
                assertThat(after.at(i))
                    .isCloseTo(before.at(i), within(1.0001f * Math.abs(steps.at(i / perRow))));
              }
            });
    assertThat(RoundingErrors.error(outcome.network(), model, examples))
        .isLessThan(
            0.5 * RoundingErrors.error(RoundingErrors.nearest(model, nearest), model, examples));
  }

  @Test
  void theSameExamplesGiveTheSameWeights() {
    WeightedNetwork model = model(5);
    QuantisationPlan plan = NONE.withBits(model.network(), 4).withRounding(RoundingKind.LEARNED);
    float[][] examples = RandomNetworks.examples(model.network(), 40, 5);
    assertThat(learned(model, plan, examples, 20)).isEqualTo(learned(model, plan, examples, 20));
  }

  @Test
  void nothingIsLearnedWhereNothingIsRoundedOrTrainingDoesIt() {
    QuantisationPlan plan = NONE.withRounding(RoundingKind.LEARNED);
    assertThat(plan.reconstructs()).isFalse();
    WeightedNetwork model = model(1);
    QuantisationPlan bytes = plan.withBits(model.network(), 8);
    assertThat(bytes.reconstructs()).isTrue();
    assertThat(bytes.withTraining(QuantisationTraining.LEARNED_STEPS).reconstructs()).isFalse();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PlannedExport.encode(model, bytes, Optional.empty()))
        .withMessageContaining("rounds them by examples");
  }

  @Test
  void theUntrainedFileIsRoundedToTheNearestAndHasTheSameSize() {
    WeightedNetwork model = model(2);
    QuantisationPlan plan =
        NONE.withBits(model.network(), 4)
            .withBiasCorrection(true)
            .withRounding(RoundingKind.LEARNED);
    QuantisationPlan untrained = plan.untrained();
    assertThat(untrained.reconstructs()).isFalse();
    assertThat(untrained.calibrates()).isFalse();
    float[][] examples = RandomNetworks.examples(model.network(), 8, 2);
    AtomicInteger steps = new AtomicInteger();
    byte[] file =
        PlannedExport.encode(
            model,
            untrained,
            examples,
            Placement.cpu(1),
            step -> {
              steps.incrementAndGet();
              step.run();
            });
    // what comes before, and the file: nothing is to be learned of random weights
    assertThat(steps).hasValue(2);
    Reconstruction.Outcome outcome = learned(model, plan, examples, 2);
    byte[] learned =
        QuantisedExport.encode(
            outcome.network(), plan, Optional.empty(), new LearnedGrids(Map.of(), outcome.steps()));
    assertThat(file).hasSameSizeAs(learned);
  }

  @Test
  void biasesAreCorrectedWhereRoundingIsToTheNearest() {
    QuantisationSpace both =
        QuantisationSpace.none()
            .withBits(List.of(8))
            .withRounding(List.of(RoundingKind.NEAREST, RoundingKind.LEARNED))
            .withBiasCorrection(List.of(false, true));
    WeightedNetwork model = model(1);
    assertThat(both.parameters(List.of(), model.network()))
        .filteredOn(parameter -> parameter.name().equals("bias-correction"))
        .singleElement()
        .satisfies(
            parameter -> {
              assertThat(parameter.condition().holds(Assignment.of(Map.of("rounding", "nearest"))))
                  .isTrue();
              assertThat(parameter.condition().holds(Assignment.of(Map.of("rounding", "learned"))))
                  .isFalse();
            });
    QuantisationSpace learned = both.withRounding(List.of(RoundingKind.LEARNED));
    assertThat(learned.parameters(List.of(), model.network())).isEmpty();
    assertThat(learned.decode(Assignment.of(Map.of()), List.of()).biasCorrection()).isFalse();
  }

  @Test
  void aSilentUnitIsRoundedToTheNearest() {
    Network network = Network.from(Shape.vector(6)).linear(4).relu().linear(3).build();
    Weights weights = RandomNetworks.weights(network, 4);
    String bias = Role.BIAS.of(network.nodes().get(0).name());
    WeightedNetwork model =
        new WeightedNetwork(network, weights.with(Map.of(bias, Tensor.filled(-1e3f, 4))));
    QuantisationPlan plan = NONE.withBits(network, 4).withWeightScales(WeightScales.PER_CHANNEL);
    float[][] examples = RandomNetworks.examples(network, 40, 4);
    Weights learned =
        learned(model, plan.withRounding(RoundingKind.LEARNED), examples, 20).network().weights();
    String silent = Role.WEIGHT.of(network.nodes().get(0).name());
    assertThat(learned.get(silent).toArray())
        .containsExactly(
            RoundingErrors.nearest(model, plan).weights().get(silent).toArray(), within(1e-6f));
  }

  @Test
  void valuesThatAreNotFiniteAreRefused() {
    Network network = Network.from(Shape.vector(6)).linear(4).build();
    Weights weights = RandomNetworks.weights(network, 4);
    String bias = Role.BIAS.of(network.nodes().get(0).name());
    WeightedNetwork model =
        new WeightedNetwork(
            network, weights.with(Map.of(bias, Tensor.filled(Float.POSITIVE_INFINITY, 4))));
    QuantisationPlan plan = NONE.withBits(network, 4).withRounding(RoundingKind.LEARNED);
    float[][] examples = RandomNetworks.examples(network, 4, 4);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> learned(model, plan, examples, 1))
        .withMessageContaining("must be finite to round by them");
  }

  @Test
  void examplesAreTakenEvenlyWhereTheirValuesWouldNotFitIntoMemory() {
    float[][] examples = new float[10][1];
    for (int i = 0; i < 10; i++) {
      examples[i][0] = i;
    }
    assertThat(Reconstruction.evenly(examples, 10)).isDeepEqualTo(examples);
    assertThat(Reconstruction.evenly(examples, 4))
        .isDeepEqualTo(new float[][] {{0}, {2}, {5}, {7}});
    Network wide = Network.from(Shape.image(3, 256, 256)).conv(64, 3).flatten().linear(2).build();
    int most = PassedValues.most(wide, 32);
    assertThat(most * 4L * 4 * 64 * 256 * 256).isBetween(1L << 30, 2L << 30);
    Network vast = Network.from(Shape.image(3, 4096, 4096)).conv(8, 3).flatten().linear(2).build();
    assertThat(PassedValues.most(vast, 32)).isEqualTo(32);
  }

  @Test
  void paddingOfTextsHasNoSay() {
    Network network =
        Network.from(Shape.ids(12, 30))
            .block("words")
            .layer("words", new TokenLayer.Embedding(30, 4, 0))
            .block("body")
            .linear(8)
            .relu()
            .block("head")
            .join("pool", new TokenLayer.TokenMean(), Network.INPUT)
            .linear(2)
            .build();
    Weights weights = RandomNetworks.weights(network, 4);
    String name = Role.TABLE.of(network.nodes().get(0).name());
    float[] table = weights.get(name).toArray();
    Arrays.fill(table, 0, 4, 1e3f);
    Weights loud = weights.with(Map.of(name, Tensor.of(table, weights.get(name).shape())));
    QuantisationPlan plan = NONE.withBits(network, 4).withRounding(RoundingKind.LEARNED);
    float[][] texts = RandomNetworks.examples(network, 40, 4);
    for (float[] text : texts) {
      Arrays.fill(text, 9, 12, 0);
    }
    Weights quiet =
        learned(new WeightedNetwork(network, weights), plan, texts, 150).network().weights();
    Weights other =
        learned(new WeightedNetwork(network, loud), plan, texts, 150).network().weights();
    assertThat(other.with(Map.of(name, weights.get(name)))).isEqualTo(quiet);
  }

  private static WeightedNetwork model(long seed) {
    Network network = RandomNetworks.network(seed);
    return FoldBatchNorm.fold(network, RandomNetworks.weights(network, seed));
  }

  private static Reconstruction.Outcome learned(
      WeightedNetwork model, QuantisationPlan plan, float[][] examples, int updates) {
    return Reconstruction.of(
        model,
        plan,
        examples,
        Placement.cpu(1),
        new LearnedRounding.Effort(updates, StepGate.open()));
  }
}

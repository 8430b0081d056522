package io.paretune.evaluators.compress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.paretune.evaluators.compress.prune.PruningSpace;
import io.paretune.evaluators.compress.prune.RemovalPlan;
import io.paretune.evaluators.compress.prune.RemovalSpace;
import io.paretune.evaluators.compress.prune.channel.Pruned;
import io.paretune.evaluators.compress.prune.channel.StructuredPruning;
import io.paretune.evaluators.compress.quantise.QuantisationPlan;
import io.paretune.evaluators.compress.quantise.QuantisationSpace;
import io.paretune.evaluators.compress.quantise.QuantisationTraining;
import io.paretune.evaluators.compress.quantise.calibration.CalibrationKind;
import io.paretune.evaluators.compress.technique.Moment;
import io.paretune.evaluators.compress.technique.Step;
import io.paretune.evaluators.compress.technique.Technique;
import io.paretune.evaluators.family.BlockChoice;
import io.paretune.evaluators.family.Family;
import io.paretune.evaluators.family.FamilyContext;
import io.paretune.evaluators.family.ResNetFamily;
import io.paretune.evaluators.network.Initialisation;
import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.RandomNetworks;
import io.paretune.evaluators.network.Shape;
import io.paretune.hardware.runtime.batch.BatchModel;
import io.paretune.search.space.Assignment;
import io.paretune.search.space.Parameter;
import io.paretune.search.space.SearchSpace;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class CompressionSpaceTest {

  private final Family family = new ResNetFamily();
  private final FamilyContext context =
      FamilyContext.of(Shape.image(1, 8, 8), 10).with("width", 8, 16).with("depth", 1, 2);
  private final List<BlockChoice> blocks = family.blocks(context);
  private final CompressionSpace compression =
      CompressionSpace.defaults()
          .with(
              CompressionSpace.defaults()
                  .quantisation()
                  .withCalibration(List.of(CalibrationKind.MIN_MAX, CalibrationKind.PERCENTILE)));

  @Property(tries = 12, seed = "20267")
  void everyJointPointBecomesAFileThatRuns(@ForAll long seed) {
    List<Parameter> parameters = new ArrayList<>(family.parameters(context));
    parameters.addAll(compression.parameters(blocks, family.largest(context)));
    SearchSpace space = SearchSpace.of(parameters);
    Random random = new Random(seed);
    Assignment point = space.fromUnit(random.doubles(space.dimension()).toArray());
    Network network = family.build(point, context);
    CompressionPlan plan = compression.decode(point, blocks);
    assertThat(plan.quantisation().bits().keySet())
        .containsExactlyInAnyOrderElementsOf(network.blocks());
    Pruned pruned =
        StructuredPruning.prune(
            network,
            Initialisation.kaiming(network, seed),
            plan.pruning().ratio(),
            plan.pruning().multiple());
    float[][] images = RandomNetworks.examples(network, 8, seed);
    byte[] file =
        PlannedExport.encode(pruned.network(), pruned.weights(), plan.quantisation(), images, 1);
    try (BatchModel classifier = BatchModel.onnx(file, 1)) {
      assertThat(classifier.logits(images)).hasDimensions(8, 10);
    }
  }

  @Test
  void bitsExistOnlyWhereTheBlockDoes() {
    Parameter second =
        compression.parameters(blocks, family.largest(context)).stream()
            .filter(parameter -> parameter.name().equals("bits.stage2.block1"))
            .findFirst()
            .orElseThrow();
    assertThat(second.condition().holds(Assignment.of(Map.of("depth.stage2", 1L)))).isFalse();
    assertThat(second.condition().holds(Assignment.of(Map.of("depth.stage2", 2L)))).isTrue();
  }

  @Test
  void singleValuesAreFixed() {
    CompressionSpace fixed =
        CompressionSpace.defaults().withPruning(List.of(0.5)).withBits(List.of(8));
    assertThat(fixed.parameters(blocks, family.largest(context))).isEmpty();
    CompressionPlan plan = fixed.decode(Assignment.of(Map.of()), List.of(blocks.get(0)));
    assertThat(plan.quantisation().bits("stem")).isEqualTo(8);
    assertThat(plan.pruning().ratio()).isEqualTo(0.5);
  }

  @Test
  void techniquesActInTheOrderOfTheirMoments() {
    CompressionSpace all = compression.with(new RemovalSpace()).with(given("late"));
    assertThat(all.techniques())
        .extracting(Technique::name)
        .containsExactly("block-removal", "pruning", "quantisation", "late");
    assertThat(all.decode(all(all), blocks).steps().keySet())
        .containsExactly("block-removal", "pruning", "quantisation", "late");
  }

  private Assignment all(CompressionSpace space) {
    List<Parameter> parameters = new ArrayList<>(family.parameters(context));
    parameters.addAll(space.parameters(blocks, family.largest(context)));
    SearchSpace joint = SearchSpace.of(parameters);
    return joint.fromUnit(new double[joint.dimension()]);
  }

  @Test
  void techniquesThatDoNotGoTogetherAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CompressionSpace.of(given("pruning"), PruningSpace.none()))
        .withMessageContaining("'pruning' twice");
    assertThat(PruningSpace.none().fineTunes()).as("nothing is pruned").isFalse();
    assertThat(compression.pruning().fineTunes()).isTrue();
    QuantisationSpace rounding =
        QuantisationSpace.none().withTraining(List.of(QuantisationTraining.LEARNED_STEPS));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CompressionSpace.of(given("late"), rounding))
        .withMessageContaining("late changes weights")
        .withMessageContaining("quantisation-training");
  }

  /** Leaves networks as they are, before export. */
  private static Technique given(String name) {
    return new Technique() {
      @Override
      public String name() {
        return name;
      }

      @Override
      public Moment moment() {
        return Moment.BEFORE_EXPORT;
      }

      @Override
      public List<Parameter> parameters(List<BlockChoice> blocks, Network largest) {
        return List.of();
      }

      @Override
      public Step decode(Assignment point, List<BlockChoice> blocks) {
        return new RemovalPlan(Set.of());
      }

      @Override
      public OptionalDouble lightest(Parameter parameter) {
        return OptionalDouble.empty();
      }
    };
  }

  @Test
  void wrongValuesAreNamed() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> compression.withBits(List.of(32, 5)))
        .withMessageContaining("[4, 8, 16, 32], got 5");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> compression.withPruning(List.of(1.0)))
        .withMessageContaining("[0, 1), got 1.0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> compression.withBits(List.of(8, 8)))
        .withMessageContaining("none twice");
    Network network = family.largest(context);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> QuantisationPlan.none().withBits(Map.of("stage9", 8)).requireFor(network))
        .withMessageContaining("'stage9'");
  }
}

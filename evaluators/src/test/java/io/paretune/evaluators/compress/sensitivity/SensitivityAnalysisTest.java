package io.paretune.evaluators.compress.sensitivity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.paretune.evaluators.compress.PlannedExport;
import io.paretune.evaluators.compress.prune.BlockRemoval;
import io.paretune.evaluators.compress.prune.PruningKind;
import io.paretune.evaluators.compress.prune.PruningSpace;
import io.paretune.evaluators.compress.prune.RemovalSpace;
import io.paretune.evaluators.compress.quantise.Activations;
import io.paretune.evaluators.compress.quantise.QuantisationPlan;
import io.paretune.evaluators.compress.quantise.QuantisationSpace;
import io.paretune.evaluators.compress.quantise.calibration.Calibration;
import io.paretune.evaluators.compress.rewrite.FoldBatchNorm;
import io.paretune.evaluators.compress.technique.BlockChange;
import io.paretune.evaluators.compress.technique.Moment;
import io.paretune.evaluators.compress.technique.Step;
import io.paretune.evaluators.compress.technique.Technique;
import io.paretune.evaluators.data.DataSet;
import io.paretune.evaluators.data.DataSets;
import io.paretune.evaluators.data.DataSpec;
import io.paretune.evaluators.family.BlockChoice;
import io.paretune.evaluators.family.FamilyContext;
import io.paretune.evaluators.family.ResNetFamily;
import io.paretune.evaluators.network.Initialisation;
import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.RandomNetworks;
import io.paretune.evaluators.network.Shape;
import io.paretune.evaluators.network.Tensor;
import io.paretune.evaluators.network.TensorSpec;
import io.paretune.evaluators.network.WeightedNetwork;
import io.paretune.evaluators.network.Weights;
import io.paretune.evaluators.onnx.OnnxExport;
import io.paretune.evaluators.task.score.Metric;
import io.paretune.evaluators.task.score.Predictions;
import io.paretune.evaluators.train.EpochListener;
import io.paretune.evaluators.train.Trainer;
import io.paretune.evaluators.train.TrainingSettings;
import io.paretune.evaluators.train.forward.StepGate;
import io.paretune.evaluators.trial.measure.FileScores;
import io.paretune.search.space.Assignment;
import io.paretune.search.space.Parameter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class SensitivityAnalysisTest {

  /** A block of the network whose weights are all zero. */
  private static final String SILENT = "stage1.block2";

  private static final DataSet DATA = DataSets.open(DataSpec.of("digits"));
  private static final SensitivitySettings SETTINGS =
      SensitivitySettings.defaults()
          .withTechniques(
              List.of(
                  SensitivitySettings.bits(List.of(32, 8, 4)),
                  SensitivitySettings.channels(List.of(0.25, 0.5)),
                  new RemovalSpace()))
          .withExamples(DATA.validation().size());

  private static WeightedNetwork model;
  private static SensitivityTable table;

  @BeforeAll
  static void trained() {
    Network network =
        new ResNetFamily()
            .largest(
                FamilyContext.of(Shape.image(1, 8, 8), 10)
                    .with("stages", 2)
                    .with("width", 8)
                    .with("depth", 3)
                    .with("kernel", 3));
    Weights weights =
        Trainer.onCpu()
            .train(
                network,
                Initialisation.kaiming(network, 1),
                DATA.train(),
                DATA.validation(),
                TrainingSettings.defaults().withEpochs(3),
                Optional.empty(),
                EpochListener.untilTheEnd(),
                StepGate.open())
            .weights();
    model = silenced(FoldBatchNorm.fold(network, weights), SILENT);
    table = table(model, SETTINGS);
  }

  private static WeightedNetwork silenced(WeightedNetwork folded, String block) {
    Map<String, Tensor> tensors = new LinkedHashMap<>(folded.weights().asMap());
    folded.network().nodes().stream()
        .filter(node -> node.block().equals(block))
        .flatMap(node -> Network.tensors(node).stream())
        .forEach(spec -> tensors.put(spec.name(), zeros(spec)));
    return new WeightedNetwork(folded.network(), Weights.of(tensors));
  }

  private static Tensor zeros(TensorSpec spec) {
    int[] shape = spec.dimensions();
    int size = 1;
    for (int axis : shape) {
      size *= axis;
    }
    return Tensor.of(new float[size], shape);
  }

  private static SensitivityTable table(WeightedNetwork of, SensitivitySettings settings) {
    return SensitivityAnalysis.of(of, DATA, settings, Optional.empty(), block -> true);
  }

  private static Sensitivity row(String block, String change) {
    return table.rows().stream()
        .filter(row -> row.block().equals(block) && row.change().equals(change))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void theModelAsItCameIsTheFileOfItsTrials() {
    byte[] file = OnnxExport.encode(model.network(), model.weights());
    assertThat(table.before().bytes()).isEqualTo(file.length);
    assertThat(table.before().score()).isEqualTo(accuracy(file)).isGreaterThan(0.7);
    assertThat(table.before().divergence()).isZero();
    assertThat(table.before().parameters()).isEqualTo(model.network().parameters());
    assertThat(table.before().multiplyAdds()).isEqualTo(model.network().multiplyAdds());
  }

  @Test
  void thirtyTwoBitsChangeNothing() {
    assertThat(table.rows())
        .filteredOn(row -> row.change().equals("bits=32"))
        .hasSize(model.network().blocks().size())
        .allSatisfy(
            row -> {
              assertThat(row.after()).isEqualTo(table.before());
              assertThat(row.savedBytes()).isZero();
            });
  }

  @Test
  void aBlockThatDoesNothingLosesNothing() {
    for (String change : List.of("bits=4", "pruning=0.25", "pruning=0.5", "remove")) {
      Sensitivity row = row(SILENT, change);
      assertThat(row.lost(Metric.ACCURACY)).isZero();
      assertThat(row.after().divergence()).isLessThan(1e-9);
      assertThat(row.savedBytes()).as(change).isPositive();
      assertThat(row.savedShare())
          .isEqualTo(1 - (double) row.after().bytes() / table.before().bytes(), within(1e-12));
    }
    // what passes by it is rounded
    assertThat(row(SILENT, "bits=8").lost(Metric.ACCURACY)).isBetween(-0.5, 0.5);
    for (String change : List.of("bits=4", "pruning=0.25", "pruning=0.5", "remove")) {
      assertThat(table.cheapest(change).get(0).block()).isEqualTo(SILENT);
    }
  }

  @Test
  void whatIsLeftOutIsWhatBlockRemovalLeaves() {
    List<String> removable = BlockRemoval.removable(model.network());
    assertThat(removable).contains("stage1.block1", SILENT);
    assertThat(table.rows())
        .filteredOn(row -> row.change().equals("remove"))
        .extracting(Sensitivity::block)
        .containsExactlyElementsOf(removable);
    for (String block : removable) {
      WeightedNetwork without = BlockRemoval.remove(model, Set.of(block));
      byte[] file = OnnxExport.encode(without.network(), without.weights());
      Effect after = row(block, "remove").after();
      assertThat(after.score()).isEqualTo(accuracy(file));
      assertThat(after.bytes()).isEqualTo(file.length);
      assertThat(after.parameters()).isEqualTo(without.network().parameters());
      assertThat(after.multiplyAdds()).isEqualTo(without.network().multiplyAdds());
    }
  }

  @Test
  void blocksComeInTheNetworksOrderAndOnlyTheirOwnChannelsGo() {
    assertThat(new LinkedHashSet<>(table.rows().stream().map(Sensitivity::block).toList()))
        .containsExactlyElementsOf(model.network().blocks());
    assertThat(table.rows())
        .filteredOn(row -> row.change().equals("pruning=0.5"))
        .extracting(Sensitivity::block)
        .contains("stage1.block1")
        // their channels meet those of other blocks, or are the classes
        .doesNotContain("stem", "head");
    Effect half = row("stage1.block1", "pruning=0.5").after();
    // 4 of 8 channels between two 3x3 convolutions: 4 filters, their biases, 4 columns
    assertThat(table.before().parameters() - half.parameters()).isEqualTo(2 * 4 * 8 * 9 + 4);
    assertThat(half.divergence()).isPositive();
  }

  @Test
  void widthsAreRoundedIfWanted() {
    SensitivityTable rounded =
        table(
            model,
            SETTINGS
                .withTechniques(
                    List.of(
                        SensitivitySettings.channels(List.of(0.25, 0.5)).withMultiple(8),
                        new RemovalSpace()))
                .withExamples(50));
    assertThat(rounded.examples()).isEqualTo(50);
    assertThat(rounded.rows())
        .extracting(row -> row.block() + " " + row.change())
        .doesNotContain("stage1.block1 pruning=0.25", "stage1.block1 pruning=0.5")
        .contains("stage2.block1 pruning=0.5", "stage1.block1 remove");
  }

  @Test
  void layersAreLookedAtOneByOne() {
    SensitivitySettings settings =
        SETTINGS
            .withByLayer(true)
            .withTechniques(
                List.of(
                    SensitivitySettings.bits(List.of(4)),
                    SensitivitySettings.channels(List.of(0.25, 0.5))))
            .withExamples(50);
    SensitivityTable layers = table(model, settings);
    List<String> weighted = new ArrayList<>();
    model.network().nodes().stream()
        .filter(
            node -> Network.tensors(node).stream().anyMatch(spec -> spec.name().endsWith("weight")))
        .forEach(node -> weighted.add(node.name()));
    assertThat(SensitivityAnalysis.blocks(model, settings)).isEqualTo(weighted);
    assertThat(layers.rows())
        .filteredOn(row -> row.change().equals("bits=4"))
        .extracting(Sensitivity::block)
        .containsExactlyElementsOf(weighted);
    assertThat(layers.changes()).containsExactlyInAnyOrder("bits=4", "pruning=0.25", "pruning=0.5");
    assertThat(layers.before().bytes()).isEqualTo(table.before().bytes());
  }

  @Test
  void theSameAgain() {
    SensitivitySettings few =
        SETTINGS.withTechniques(List.of(SensitivitySettings.bits(List.of(8)))).withExamples(40);
    assertThat(table(model, few)).isEqualTo(table(model, few));
  }

  @Test
  void settingsOutOfRangeAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SensitivitySettings.bits(List.of(8, 3)))
        .withMessage("bits must be one of [4, 8, 16, 32], got 3");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SensitivitySettings.bits(List.of(8, 8)))
        .withMessageContaining("twice");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SensitivitySettings.channels(List.of(1.0)))
        .withMessageContaining("[0, 1), got 1.0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SETTINGS.withExamples(0))
        .withMessageContaining("examples");
  }

  @Test
  void everyTechniqueIsAskedForWhatItDoesToABlock() {
    QuantisationSpace dynamic =
        QuantisationSpace.none()
            .withBits(List.of(8))
            .withActivations(List.of(Activations.DYNAMIC))
            .withEqualisation(List.of(true));
    PruningSpace zeros =
        PruningSpace.none().withKinds(List.of(PruningKind.WEIGHTS)).withRatios(List.of(0.0, 0.5));
    SensitivityTable others =
        table(
            model,
            SETTINGS.withTechniques(List.of(dynamic, zeros, new Silencing())).withExamples(50));
    assertThat(others.rows())
        .filteredOn(row -> row.block().equals("stage1.block1"))
        .extracting(Sensitivity::change)
        .containsExactly("bits=8", "pruning=0.5", "silent");
    Effect half = at(others, "stage1.block1", "pruning=0.5");
    assertThat(half.parameters()).as("zeros stay").isEqualTo(others.before().parameters());
    assertThat(half.divergence()).isPositive();
    // what a technique of one's own does is what is found
    WeightedNetwork silent = silenced(model, "stage1.block1");
    SensitivityTable expected = table(silent, SETTINGS.withTechniques(List.of()).withExamples(50));
    assertThat(at(others, "stage1.block1", "silent").score())
        .isEqualTo(expected.before().score())
        .isLessThan(others.before().score());
    assertThat(at(others, SILENT, "silent").divergence()).isZero();
  }

  @Test
  void twoChangesOfOneNameAreRefused() {
    List<Technique> twice =
        List.of(SensitivitySettings.bits(List.of(8)), SensitivitySettings.bits(List.of(4, 8)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> table(model, SETTINGS.withTechniques(twice)))
        .withMessage(
            "techniques must name their changes apart, got 'bits=8' twice (technique"
                + " 'quantisation')");
  }

  private static Effect at(SensitivityTable of, String block, String change) {
    return of.rows().stream()
        .filter(row -> row.block().equals(block) && row.change().equals(change))
        .findFirst()
        .orElseThrow()
        .after();
  }

  /** Sets all weights of a block to zero. */
  private record Silencing() implements Technique {
    @Override
    public String name() {
      return "silencing";
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
      throw new UnsupportedOperationException("is not searched here");
    }

    @Override
    public OptionalDouble lightest(Parameter parameter) {
      return OptionalDouble.empty();
    }

    @Override
    public List<BlockChange> alone(String block, Network network) {
      return List.of(new BlockChange("silent", new Silent(block)));
    }
  }

  private record Silent(String block) implements Step {
    @Override
    public boolean acts() {
      return true;
    }

    @Override
    public WeightedNetwork sized(WeightedNetwork untrained) {
      return silenced(untrained, block);
    }
  }

  /** Ranges found once, on all values at once, are those that each file would find. */
  @Property(tries = 10, seed = "40711")
  void oneCalibrationServesAllBlocks(@ForAll long seed) {
    Network network = RandomNetworks.network(seed, true);
    Weights weights = RandomNetworks.weights(network, seed);
    WeightedNetwork folded = FoldBatchNorm.fold(network, weights);
    float[][] images = RandomNetworks.examples(network, 3, seed);
    Optional<Calibration> once =
        Optional.of(Calibration.collect(folded.network(), folded.weights(), images, 1));
    for (String block : Blocks.weighted(network)) {
      QuantisationPlan plan = QuantisationPlan.none().withBits(Map.of(block, 8));
      assertThat(PlannedExport.encode(new WeightedNetwork(network, weights), plan, once))
          .isEqualTo(PlannedExport.encode(network, weights, plan, images, 1));
    }
  }

  private static double accuracy(byte[] file) {
    return FileScores.of(file, DATA.validation(), Integer.MAX_VALUE, Predictions.Form.RAW, 1)
        .of(Metric.ACCURACY);
  }
}

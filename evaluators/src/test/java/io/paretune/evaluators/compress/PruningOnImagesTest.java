package io.paretune.evaluators.compress;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import io.paretune.evaluators.compress.prune.GradualPruning;
import io.paretune.evaluators.compress.prune.PruningKind;
import io.paretune.evaluators.compress.prune.PruningPlan;
import io.paretune.evaluators.compress.prune.PruningScope;
import io.paretune.evaluators.compress.prune.WeightPruning;
import io.paretune.evaluators.compress.prune.channel.Importance;
import io.paretune.evaluators.compress.prune.channel.Pruned;
import io.paretune.evaluators.compress.prune.criterion.Criteria;
import io.paretune.evaluators.compress.prune.criterion.PruningCriterion;
import io.paretune.evaluators.data.DataSet;
import io.paretune.evaluators.data.DataSets;
import io.paretune.evaluators.data.DataSpec;
import io.paretune.evaluators.family.FamilyContext;
import io.paretune.evaluators.family.ResNetFamily;
import io.paretune.evaluators.network.Initialisation;
import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.Shape;
import io.paretune.evaluators.network.TensorSpec.Role;
import io.paretune.evaluators.network.WeightedNetwork;
import io.paretune.evaluators.onnx.OnnxExport;
import io.paretune.evaluators.task.score.Metric;
import io.paretune.evaluators.train.EpochListener;
import io.paretune.evaluators.train.Trainer;
import io.paretune.evaluators.train.TrainingSettings;
import io.paretune.evaluators.train.forward.Inference;
import io.paretune.evaluators.train.forward.StepGate;
import io.paretune.hardware.runtime.batch.Placement;
import java.util.Optional;
import java.util.zip.Deflater;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Pruning of a network that was really trained: half of it goes, most of what it learned stays. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PruningOnImagesTest {

  private static final System.Logger LOG = System.getLogger(PruningOnImagesTest.class.getName());

  private final DataSet data =
      DataSets.open(DataSpec.of(System.getProperty("paretune.images", "digits")));
  private final TrainingSettings settings =
      TrainingSettings.defaults().withEpochs(6).withSeed(Integer.getInteger("paretune.seed", 1));
  private final WeightedNetwork whole = whole();
  private final double accuracy = accuracy(whole);

  private WeightedNetwork whole() {
    var shape = data.shape();
    Network network =
        new ResNetFamily()
            .largest(
                FamilyContext.of(
                        Shape.image(shape.channels(), shape.height(), shape.width()),
                        data.train().targets().names().size())
                    .with("width", 16)
                    .with("depth", 1)
                    .with("kernel", 3));
    return train(
        new WeightedNetwork(network, Initialisation.kaiming(network, settings.seed())),
        settings,
        PruningPlan.none());
  }

  private WeightedNetwork train(WeightedNetwork start, TrainingSettings how, PruningPlan plan) {
    return new WeightedNetwork(
        start.network(),
        Trainer.onCpu()
            .through(plan.lasting())
            .train(
                start.network(),
                start.weights(),
                data.train(),
                data.validation(),
                how,
                Optional.empty(),
                EpochListener.untilTheEnd(),
                StepGate.open())
            .weights());
  }

  private double accuracy(WeightedNetwork network) {
    try (Inference inference = new Inference(network.network(), network.weights(), Device.cpu())) {
      return inference.score(data.validation()).of(Metric.ACCURACY);
    }
  }

  private WeightedNetwork prune(PruningPlan plan, int epochs, String what) {
    Importance importance =
        Criteria.of(plan.criterion(), data.train(), 256, Placement.cpu(1), StepGate.open());
    GradualPruning pruning = GradualPruning.of(plan, whole.network(), importance);
    WeightedNetwork current = whole;
    for (int step = 1; step <= pruning.count(); step++) {
      Pruned pruned = pruning.step(step, current);
      current = new WeightedNetwork(pruned.network(), pruned.weights());
      double before = accuracy(current);
      current = train(current, settings.fineTuning(pruning.epochsAfter(step, epochs)), plan);
      LOG.log(
          System.Logger.Level.INFO,
          "%s, step %d: %.4f, pruned %.4f, fine-tuned %.4f, sparsity %.3f, %d bytes, deflated %d of %d"
              .formatted(
                  what,
                  step,
                  accuracy,
                  before,
                  accuracy(current),
                  WeightPruning.sparsity(current.network(), current.weights()),
                  OnnxExport.encode(current.network(), current.weights()).length,
                  deflated(OnnxExport.encode(current.network(), current.weights())),
                  deflated(OnnxExport.encode(whole.network(), whole.weights()))));
    }
    return current;
  }

  private static int deflated(byte[] file) {
    Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION);
    deflater.setInput(file);
    deflater.finish();
    int size = deflater.deflate(new byte[file.length + 1000]);
    deflater.end();
    return size;
  }

  @ParameterizedTest
  @EnumSource(PruningCriterion.class)
  void halfTheChannelsByAnyCriterionCostAtMostThreePoints(PruningCriterion criterion) {
    assertThat(accuracy).isGreaterThan(0.9);
    PruningPlan plan = PruningPlan.none().withRatio(0.5).withCriterion(criterion);
    WeightedNetwork half = prune(plan, 3, criterion.name());
    assertThat(half.network().parameters()).isLessThan(whole.network().parameters() * 3 / 10);
    assertThat(accuracy(half)).isGreaterThan(accuracy - 0.03);
  }

  @Test
  void stepsWithTrainingBetweenEndAsSmall() {
    PruningPlan plan = PruningPlan.none().withRatio(0.5).withMultiple(2).withSteps(3);
    WeightedNetwork half = prune(plan, 3, "three steps");
    assertThat(half.network())
        .isEqualTo(
            GradualPruning.of(plan, whole.network(), Importance.l1()).atOnce(whole).network());
    assertThat(accuracy(half)).isGreaterThan(accuracy - 0.03);
  }

  @ParameterizedTest
  @CsvSource({
    "WEIGHTS, LAYER, 0.8, 1, 0.03",
    "WEIGHTS, GLOBAL, 0.8, 1, 0.03",
    "WEIGHTS, GLOBAL, 0.8, 3, 0.03",
    "TWO_OF_FOUR, LAYER, 0, 1, 0.03"
  })
  void zerosLastThroughFineTuning(
      PruningKind kind, PruningScope scope, double ratio, int steps, double loss) {
    PruningPlan plan =
        PruningPlan.none().withKind(kind).withScope(scope).withRatio(ratio).withSteps(steps);
    WeightedNetwork sparse = prune(plan, 3, kind + " " + scope);
    double sparsity = WeightPruning.sparsity(sparse.network(), sparse.weights());
    if (kind == PruningKind.WEIGHTS) {
      assertThat(sparsity).isBetween(ratio - 0.001, ratio + 0.001);
    } else {
      assertThat(sparsity).isBetween(0.49, 0.51);
    }
    assertThat(sparse.network()).isEqualTo(whole.network());
    String first = Role.WEIGHT.of(whole.network().nodes().get(0).name());
    assertThat(sparse.weights().get(first)).isNotEqualTo(whole.weights().get(first));
    assertThat(accuracy(sparse)).isGreaterThan(accuracy - loss);
    byte[] before = OnnxExport.encode(whole.network(), whole.weights());
    byte[] after = OnnxExport.encode(sparse.network(), sparse.weights());
    assertThat(after).hasSameSizeAs(before);
    assertThat(deflated(after)).isLessThan(deflated(before) * 3 / 4);
  }
}

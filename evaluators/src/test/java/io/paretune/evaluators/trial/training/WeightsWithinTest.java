package io.paretune.evaluators.trial.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.paretune.evaluators.compress.CompressionSpace;
import io.paretune.evaluators.compress.prune.PruningSpace;
import io.paretune.evaluators.compress.prune.RemovalSpace;
import io.paretune.evaluators.compress.rewrite.FoldBatchNorm;
import io.paretune.evaluators.family.FamilyContext;
import io.paretune.evaluators.family.GivenModel;
import io.paretune.evaluators.family.ResNetFamily;
import io.paretune.evaluators.network.Initialisation;
import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.Shape;
import io.paretune.evaluators.network.WeightedNetwork;
import io.paretune.evaluators.supernet.SharedTensors;
import io.paretune.evaluators.train.forward.StepGate;
import io.paretune.evaluators.trial.Architecture;
import io.paretune.evaluators.trial.DigitsTask;
import io.paretune.evaluators.trial.NetworkProblem;
import io.paretune.evaluators.trial.Sharing;
import io.paretune.evaluators.trial.TrialSpec;
import io.paretune.evaluators.trial.preparation.SupernetPreparation;
import io.paretune.evaluators.trial.preparation.kept.Place;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Networks within a model that came with its weights. */
class WeightsWithinTest {

  private static final Network NETWORK =
      new ResNetFamily()
          .largest(
              FamilyContext.of(Shape.image(1, 8, 8), 10)
                  .with("stages", 1)
                  .with("width", 8)
                  .with("depth", 2)
                  .with("kernel", 3));

  private static SupernetPreparation preparation;
  private static WeightedNetwork model;
  private static Network smallest;

  @BeforeAll
  static void share(@TempDir Path directory) {
    TrialSpec digits = DigitsTask.task(Optional.empty());
    Sharing sharing = new Sharing(1, 2, 64, Sharing.defaults().finalists());
    GivenModel given =
        new GivenModel(FoldBatchNorm.fold(NETWORK, Initialisation.kaiming(NETWORK, 1)));
    NetworkProblem problem =
        new TrialSpec(
                digits.data(),
                Architecture.of(given),
                CompressionSpace.of(
                    PruningSpace.none().withRatios(List.of(0.0, 0.5)).withMultiple(4),
                    new RemovalSpace()),
                digits.schedule().withSharing(sharing),
                digits.measuring())
            .withElasticModel()
            .open();
    preparation = new SupernetPreparation(problem, 5, new Place(directory, StepGate.open()));
    preparation.tensors();
    model = preparation.model().orElseThrow();
    smallest = preparation.family().smallest();
  }

  private static WeightedNetwork asItCame() {
    return inherited().within(SharedTensors.of(model.weights()), smallest);
  }

  private static WeightedNetwork shared() {
    return inherited().normalised(smallest);
  }

  private static InheritedWeights inherited() {
    return new InheritedWeights(preparation, 0);
  }

  private static String start(int epochs, double lossOfTheModels) {
    String cut = asItCame().weights().contentHash();
    ToDoubleFunction<WeightedNetwork> loss =
        each -> each.weights().contentHash().equals(cut) ? lossOfTheModels : 1;
    return new WeightsWithin(model, new InheritedWeights(preparation, epochs), loss)
        .start(smallest, 0)
        .weights()
        .contentHash();
  }

  private static WeightedNetwork start(Network network, WeightedNetwork better) {
    ToDoubleFunction<WeightedNetwork> loss =
        each -> each.weights().contentHash().equals(better.weights().contentHash()) ? 0.1 : 0.2;
    return new WeightsWithin(model, inherited(), loss).start(network, 0);
  }

  @Test
  void takesTheWeightsThatAnswerBetter() {
    assertThat(shared().weights().contentHash()).isNotEqualTo(asItCame().weights().contentHash());
    assertThat(start(smallest, asItCame()).weights().contentHash())
        .isEqualTo(asItCame().weights().contentHash());
    assertThat(start(smallest, shared()).weights().contentHash())
        .isEqualTo(shared().weights().contentHash());
  }

  @Test
  void whatIsTrainedOnBeginsAsTheModelUnlessThatIsMuchWorse() {
    String cut = asItCame().weights().contentHash();
    assertThat(List.of(start(0, 0.9), start(3, 0.9), start(3, 1.9))).containsOnly(cut);
    assertThat(List.of(start(0, 1.1), start(3, 2.1)))
        .containsOnly(shared().weights().contentHash());
  }

  @Test
  void theModelItselfStaysAsItCame() {
    assertThat(start(model.network(), shared())).isSameAs(model);
  }
}

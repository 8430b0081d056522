package io.paretune.evaluators.trial.preparation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.paretune.evaluators.compress.CompressionSpace;
import io.paretune.evaluators.compress.prune.PruningSpace;
import io.paretune.evaluators.compress.prune.RemovalSpace;
import io.paretune.evaluators.compress.rewrite.FoldBatchNorm;
import io.paretune.evaluators.family.FamilyContext;
import io.paretune.evaluators.family.GivenModel;
import io.paretune.evaluators.family.ResNetFamily;
import io.paretune.evaluators.network.Initialisation;
import io.paretune.evaluators.network.MappedWeights;
import io.paretune.evaluators.network.Network;
import io.paretune.evaluators.network.Shape;
import io.paretune.evaluators.train.forward.StepGate;
import io.paretune.evaluators.trial.Architecture;
import io.paretune.evaluators.trial.DigitsTask;
import io.paretune.evaluators.trial.NetworkProblem;
import io.paretune.evaluators.trial.Sharing;
import io.paretune.evaluators.trial.TrialSpec;
import io.paretune.evaluators.trial.preparation.kept.Place;
import io.paretune.evaluators.trial.preparation.kept.PreparationListener;
import io.paretune.evaluators.trial.preparation.kept.Prepared;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The shared network of a model that came with its weights. */
class ModelPreparationTest {

  private static final Network NETWORK =
      new ResNetFamily()
          .largest(
              FamilyContext.of(Shape.image(1, 8, 8), 10)
                  .with("stages", 1)
                  .with("width", 8)
                  .with("depth", 2)
                  .with("kernel", 3));

  private final NetworkProblem problem = problem();

  private static NetworkProblem problem() {
    TrialSpec digits = DigitsTask.task(Optional.empty());
    Sharing sharing = new Sharing(2, 2, 64, Sharing.defaults().finalists());
    GivenModel model =
        new GivenModel(FoldBatchNorm.fold(NETWORK, Initialisation.kaiming(NETWORK, 1)));
    return new TrialSpec(
            digits.data(),
            Architecture.of(model),
            CompressionSpace.of(
                PruningSpace.none().withRatios(List.of(0.0, 0.5)).withMultiple(4),
                new RemovalSpace()),
            digits.schedule().withSharing(sharing),
            digits.measuring())
        .withElasticModel()
        .open();
  }

  private Prepared in(Path directory, PreparationListener listener) {
    return new SupernetPreparation(problem, 5, new Place(directory, StepGate.open()))
        .prepare(listener);
  }

  @Test
  void goesOnAfterAKillAsIfThereHadBeenNone(@TempDir Path whole, @TempDir Path killed)
      throws IOException {
    Prepared made = in(whole, PreparationListener.silent());
    assertThatThrownBy(
            () ->
                in(
                    killed,
                    (step, of, loss) -> {
                      throw new IllegalStateException("killed");
                    }))
        .hasMessage("killed");
    Prepared resumed = in(killed, PreparationListener.silent());
    assertThat(resumed.curve()).isEqualTo(made.curve());
    assertThat(MappedWeights.open(resumed.file()).contentHash())
        .isEqualTo(MappedWeights.open(made.file()).contentHash());
    assertThat(made.curve().points().get(1).figures())
        .containsKeys("smallest", "random")
        .doesNotContainKey("largest");
  }
}

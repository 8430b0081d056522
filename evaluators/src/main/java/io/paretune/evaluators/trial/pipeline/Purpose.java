package io.paretune.evaluators.trial.pipeline;

import io.paretune.evaluators.trial.NetworkProblem;
import io.paretune.evaluators.trial.Sharing;
import io.paretune.evaluators.trial.preparation.SupernetPreparation;
import io.paretune.evaluators.trial.preparation.kept.TimeAllowed;
import io.paretune.evaluators.trial.training.FreshWeights;
import io.paretune.evaluators.trial.training.InheritedWeights;
import io.paretune.evaluators.trial.training.TrainingLoss;
import io.paretune.evaluators.trial.training.WeightSource;
import io.paretune.evaluators.trial.training.WeightsWithin;
import io.paretune.hardware.runtime.torch.TorchEngine;
import java.util.Optional;

/** What trials are evaluated for, which says where their weights come from. */
public enum Purpose {
  /** To find out which networks are good: what is shared is inherited as it is. */
  SEARCH {
    @Override
    WeightSource shared(Sharing sharing, SupernetPreparation preparation, TrainingLoss loss) {
      return inherited(preparation, 0, loss);
    }

    @Override
    TimeAllowed allowed(Workplace place) {
      return TimeAllowed.unlimited();
    }
  },
  /** To have those that are: what is shared is trained on, or anew. */
  FINALISTS {
    @Override
    WeightSource shared(Sharing sharing, SupernetPreparation preparation, TrainingLoss loss) {
      int epochs = sharing.finalists().epochs();
      return switch (sharing.finalists().from()) {
        case INHERITED -> inherited(preparation, epochs, loss);
        case SCRATCH -> new FreshWeights(epochs);
      };
    }

    @Override
    TimeAllowed allowed(Workplace place) {
      return place.preparation().allowed();
    }
  };

  private static WeightSource inherited(
      SupernetPreparation preparation, int epochs, TrainingLoss loss) {
    InheritedWeights inherited = new InheritedWeights(preparation, epochs);
    return preparation
        .model()
        .<WeightSource>map(model -> new WeightsWithin(model, inherited, loss))
        .orElse(inherited);
  }

  /** By when their trainings must have ended: a search begins others, which are not cut for it. */
  abstract TimeAllowed allowed(Workplace place);

  abstract WeightSource shared(Sharing sharing, SupernetPreparation preparation, TrainingLoss loss);

  /** Where the weights of trials come from. */
  WeightSource weights(NetworkProblem problem, long seed, Workplace place) {
    Optional<Sharing> sharing = problem.spec().schedule().sharing();
    return sharing.isEmpty()
        ? WeightSource.of(problem, place.threads())
        : shared(
            sharing.get(),
            new SupernetPreparation(problem, seed, place.prepared()),
            new TrainingLoss(
                problem.data().train(),
                TorchEngine.device(problem.spec().schedule().device()),
                place.gate()));
  }
}

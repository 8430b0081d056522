package io.paretune.evaluators.supernet;

import io.paretune.evaluators.train.forward.Mode;
import io.paretune.evaluators.train.step.Branch;
import io.paretune.evaluators.train.step.BranchSource;
import io.paretune.evaluators.train.step.Objective;
import io.paretune.evaluators.train.views.Views;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * The parts of a model that is trained already: each step trains the smallest and some random ones
 * on what the model as it came answers. The model itself needs no training, so that it is never
 * passed through backwards. Which parts is a function of the seed and the step's number. All are
 * normalised by the batch.
 */
final class TaughtParts implements BranchSource {

  private final FamilyParts parts;
  private final int random;
  private final long seed;
  private final Objective taught;
  private final Branch smallest;

  /**
   * @param subnetsPerStep at least 2
   * @param taught what all of them learn
   */
  TaughtParts(FamilyParts parts, int subnetsPerStep, long seed, Objective taught) {
    this.parts = parts;
    this.random = subnetsPerStep - 1;
    this.seed = seed;
    this.taught = taught;
    this.smallest = branch(parts.supernet().part(parts.smallest()));
  }

  private Branch branch(Part part) {
    return new Branch(part.network(), part, Mode.BATCH_STATISTICS, taught);
  }

  @Override
  public List<Branch> branches(int epoch, int step) {
    List<Branch> branches = new ArrayList<>(List.of(smallest));
    RandomGenerator generator =
        RandomGeneratorFactory.of("L64X128MixRandom")
            .create(Views.mix(Views.mix(seed) + epoch) + step);
    for (int i = 0; i < random; i++) {
      branches.add(branch(parts.supernet().part(parts.random(generator))));
    }
    return branches;
  }
}

package io.paretune.evaluators.supernet;

import io.paretune.evaluators.train.forward.Mode;
import io.paretune.evaluators.train.forward.WeightTransform;
import io.paretune.evaluators.train.step.Branch;
import io.paretune.evaluators.train.step.BranchSource;
import io.paretune.evaluators.train.step.Objective;
import io.paretune.evaluators.train.views.Views;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * The sandwich rule (Yu and Huang 2019, arXiv:1903.05134, section 3.2): each step trains the
 * largest network on the labels, and the smallest and some random ones on what the largest answers
 * (in-place distillation, section 3.3). Which ones is a function of the seed and the step's number.
 * All are normalised by the batch.
 */
final class Sandwich implements BranchSource {

  private final Supernet supernet;
  private final FamilyParts parts;
  private final int random;
  private final long seed;
  private final List<Objective> taught = new ArrayList<>();
  private final Branch largest;
  private final Branch smallest;

  /**
   * @param subnetsPerStep at least 2
   * @param labels what the largest learns
   * @param taught makes what one of the others learns from the first branch
   */
  Sandwich(
      FamilyParts parts,
      int subnetsPerStep,
      long seed,
      Objective labels,
      Supplier<Objective> taught) {
    this.supernet = parts.supernet();
    this.parts = parts;
    this.random = subnetsPerStep - 2;
    this.seed = seed;
    for (int i = 0; i < random; i++) {
      this.taught.add(taught.get());
    }
    this.largest = branch(supernet.part(supernet.largest()), labels);
    this.smallest = branch(supernet.part(parts.smallest()), taught.get());
  }

  private static Branch branch(Part part, Objective objective) {
    WeightTransform slices = part;
    return new Branch(part.network(), slices, Mode.BATCH_STATISTICS, objective);
  }

  @Override
  public List<Branch> branches(int epoch, int step) {
    List<Branch> branches = new ArrayList<>(List.of(largest, smallest));
    RandomGenerator generator =
        RandomGeneratorFactory.of("L64X128MixRandom")
            .create(Views.mix(Views.mix(seed) + epoch) + step);
    for (int i = 0; i < random; i++) {
      branches.add(branch(supernet.part(parts.random(generator)), taught.get(i)));
    }
    return branches;
  }
}

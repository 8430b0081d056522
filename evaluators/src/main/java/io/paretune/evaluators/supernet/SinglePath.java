package io.paretune.evaluators.supernet;

import io.paretune.evaluators.train.forward.Mode;
import io.paretune.evaluators.train.step.Branch;
import io.paretune.evaluators.train.step.BranchSource;
import io.paretune.evaluators.train.step.Objective;
import io.paretune.evaluators.train.views.Views;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * Uniform sampling of single paths (Guo et al. 2020, arXiv:1904.00420, section 3.1): each step
 * trains one part at random on the labels, with statistics of the batch. Which one is a function of
 * the seed and the step's number. What the {@link Sandwich} rule is compared with.
 */
final class SinglePath implements BranchSource {

  private final FamilyParts parts;
  private final long seed;
  private final Objective labels;

  SinglePath(FamilyParts parts, long seed, Objective labels) {
    this.parts = parts;
    this.seed = seed;
    this.labels = labels;
  }

  @Override
  public List<Branch> branches(int epoch, int step) {
    RandomGenerator generator =
        RandomGeneratorFactory.of("L64X128MixRandom")
            .create(Views.mix(Views.mix(seed) + epoch) + step);
    Part part = parts.supernet().part(parts.random(generator));
    return List.of(new Branch(part.network(), part, Mode.BATCH_STATISTICS, labels));
  }
}

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
 * The parts of a model that is trained already: each step trains some random ones on what the model
 * as it came answers. The model itself needs no training, so that it is never passed through
 * backwards; nor is the smallest part always there, whose loss would outweigh all others'. An epoch
 * has few different parts, since each is a script to load. Which ones is a function of the seed and
 * the step's number. All are normalised by the batch.
 */
final class TaughtParts implements BranchSource {

  /** Different parts in an epoch. */
  private static final int POOL = 32;

  private final FamilyParts parts;
  private final int perStep;
  private final long seed;
  private final Objective taught;
  private final List<Branch> pool = new ArrayList<>();
  private int pooled;

  /**
   * @param subnetsPerStep at least 1; no more than an epoch has are taken
   * @param taught what all of them learn
   */
  TaughtParts(FamilyParts parts, int subnetsPerStep, long seed, Objective taught) {
    this.parts = parts;
    this.perStep = subnetsPerStep;
    this.seed = seed;
    this.taught = taught;
  }

  @Override
  public List<Branch> branches(int epoch, int step) {
    if (pooled != epoch) {
      pool.clear();
      for (int i = 0; i < POOL; i++) {
        Part part = parts.supernet().part(parts.ofAnySize(generator(epoch, -1 - i)));
        pool.add(new Branch(part.network(), part, Mode.BATCH_STATISTICS, taught));
      }
      pooled = epoch;
    }
    return generator(epoch, step)
        .ints(0, POOL)
        .distinct()
        .limit(Math.min(perStep, POOL))
        .mapToObj(pool::get)
        .toList();
  }

  private RandomGenerator generator(int epoch, int number) {
    return RandomGeneratorFactory.of("L64X128MixRandom")
        .create(Views.mix(Views.mix(seed) + epoch) + number);
  }
}

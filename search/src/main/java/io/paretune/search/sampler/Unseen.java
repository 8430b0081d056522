package io.paretune.search.sampler;

import io.paretune.search.space.Assignment;
import io.paretune.search.space.SearchSpace;
import io.paretune.search.space.SpaceIndex;
import io.paretune.search.trial.StudyView;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/** Keeps samplers from proposing what was proposed before. */
final class Unseen {

  /** Tries of the sampler's own making before chance takes over. */
  private static final int OWN_TRIES = 64;

  private static final int RANDOM_TRIES = 256;

  private Unseen() {}

  /**
   * The first unseen candidate; after many seen ones an unseen point drawn at random; in a nearly
   * exhausted finite space the next unseen one after a random place, found in at most as many steps
   * as there are seen ones.
   *
   * @return empty only if every assignment of a finite space has been seen
   */
  static Optional<Assignment> first(
      StudyView view, RandomGenerator random, Supplier<Assignment> candidates) {
    for (int i = 0; i < OWN_TRIES; i++) {
      Assignment candidate = candidates.get();
      if (!view.seen(candidate)) {
        return Optional.of(candidate);
      }
    }
    SearchSpace space = view.definition().space();
    for (int i = 0; i < RANDOM_TRIES; i++) {
      Assignment candidate = uniform(space, random);
      if (!view.seen(candidate)) {
        return Optional.of(candidate);
      }
    }
    Optional<SpaceIndex> index = SpaceIndex.of(space);
    if (index.isEmpty()) {
      // a space too large to count whose likely part is used up: a repetition is all there is
      return Optional.of(candidates.get());
    }
    long size = index.get().size();
    long start = random.nextLong(size);
    for (long step = 0; step < size; step++) {
      Assignment candidate = index.get().at((start + step) % size);
      if (!view.seen(candidate)) {
        return Optional.of(candidate);
      }
    }
    return Optional.empty();
  }

  static Assignment uniform(SearchSpace space, RandomGenerator random) {
    double[] unit = new double[space.dimension()];
    for (int i = 0; i < unit.length; i++) {
      unit[i] = random.nextDouble();
    }
    return space.fromUnit(unit);
  }
}

package io.paretune.search.sampler;

import io.paretune.search.space.Assignment;
import io.paretune.search.space.SearchSpace;
import io.paretune.search.space.SpaceIndex;
import io.paretune.search.trial.StudyView;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/** Keeps samplers from proposing what was proposed before. */
public final class Deduplication {

  /** Tries of the sampler's own making before chance takes over. */
  private static final int OWN_TRIES = 64;

  private static final int RANDOM_TRIES = 256;

  private Deduplication() {}

  /**
   * The first candidate that may be proposed; after many that may not, the nearest to the last of
   * them in the study's pool; without a pool an unseen point drawn at random, and in a nearly
   * exhausted finite space the next unseen one after a random place, found in at most as many steps
   * as there are seen ones.
   *
   * @return empty only if every assignment of a finite space or of the pool has been seen
   */
  public static Optional<Assignment> first(
      StudyView view, RandomGenerator random, Supplier<Assignment> candidates) {
    Assignment candidate = candidates.get();
    for (int i = 1; ; i++) {
      if (view.mayPropose(candidate)) {
        return Optional.of(candidate);
      }
      if (i == OWN_TRIES) {
        break;
      }
      candidate = candidates.get();
    }
    SearchSpace space = view.definition().space();
    if (view.pool().isPresent()) {
      return view.pool().get().nearest(space.toUnit(candidate), view::mayPropose);
    }
    for (int i = 0; i < RANDOM_TRIES; i++) {
      Assignment drawn = uniform(view, random);
      if (view.mayPropose(drawn)) {
        return Optional.of(drawn);
      }
    }
    Optional<SpaceIndex> index = SpaceIndex.of(space);
    if (index.isEmpty()) {
      // a space too large to count whose likely part is used up: a repetition is all there is
      return Optional.of(candidate);
    }
    long size = index.get().size();
    long start = random.nextLong(size);
    for (long step = 0; step < size; step++) {
      Assignment next = index.get().at((start + step) % size);
      if (view.mayPropose(next)) {
        return Optional.of(next);
      }
    }
    return Optional.empty();
  }

  /**
   * An assignment drawn uniformly among those that may be proposed.
   *
   * @return empty only if every assignment of a finite space or of the pool has been seen
   */
  public static Optional<Assignment> anywhere(StudyView view, RandomGenerator random) {
    return first(view, random, () -> uniform(view, random));
  }

  /** An assignment drawn uniformly: a member of the study's pool, or a point of the unit cube. */
  public static Assignment uniform(StudyView view, RandomGenerator random) {
    if (view.pool().isPresent()) {
      List<Assignment> members = view.pool().get().members();
      return members.get(random.nextInt(members.size()));
    }
    SearchSpace space = view.definition().space();
    double[] unit = new double[space.dimension()];
    for (int i = 0; i < unit.length; i++) {
      unit[i] = random.nextDouble();
    }
    return space.fromUnit(unit);
  }
}

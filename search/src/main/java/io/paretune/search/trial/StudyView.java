package io.paretune.search.trial;

import io.paretune.search.pareto.Costs;
import io.paretune.search.space.Assignment;
import io.paretune.search.space.Pool;
import java.util.List;
import java.util.Optional;

/**
 * A study as samplers and pruners may see it: everything that was told so far, and nothing that can
 * be changed.
 *
 * <p>A view is consistent during one call of a sampler or pruner; do not keep it. Lists are
 * unmodifiable, in constant time, and their elements never change: {@link #finished} only grows, so
 * a sampler may keep what it derived from its first n elements.
 */
public interface StudyView {

  /** What is searched and optimised, and the seed. */
  StudyDefinition definition();

  /** Every trial, by number. */
  List<Trial> trials();

  /** Trials that ended, in the order in which they did. */
  List<Trial> finished();

  /** Trials being evaluated, by number. */
  List<Trial> running();

  /**
   * Complete trials of other studies that this one was started with: their assignments lie in its
   * space, their measurements have its objectives and constraints. They are knowledge, not trials
   * of this study: not in its front, not in its budget, not seen. Always the same list.
   */
  default List<Trial> earlier() {
    return List.of();
  }

  /** What is known of assignments before they are evaluated; empty if nothing is. */
  default Optional<CandidateFeatures> features() {
    return Optional.empty();
  }

  /** Whether an assignment belongs to any trial, finished or not; constant time. */
  boolean seen(Assignment assignment);

  /**
   * Whether a sampler may propose an assignment: it is new, or the study allows repetitions, and it
   * is in the pool, if there is one. Constant time.
   */
  boolean mayPropose(Assignment assignment);

  /** The only assignments that may be proposed; empty if the whole space may. */
  Optional<Pool> pool();

  /**
   * The costs of a complete trial; empty for one that is not complete. Constant time.
   *
   * @param number the trial's number
   */
  Optional<Costs> costs(long number);
}

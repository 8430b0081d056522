package io.paretune.search.sampler;

import io.paretune.search.space.Assignment;
import io.paretune.search.trial.StudyDefinition;
import io.paretune.search.trial.StudyView;
import java.util.Optional;

/**
 * Proposes what to evaluate next.
 *
 * <p>The contract:
 *
 * <ul>
 *   <li>A pure function: the same view and trial number give the same proposal, from any instance,
 *       in any process. What an instance keeps is a cache that it could rebuild from the view.
 *   <li>Randomness comes from {@link RandomStreams}, seeded by the study's seed, the trial's number
 *       and the sampler's name, and from nowhere else.
 *   <li>Only what the view says {@link StudyView#mayPropose} is proposed: nothing seen before,
 *       unless the study allows it, and nothing outside its pool.
 *   <li>A proposal lies in the study's space. Tells may come in any order, and running trials are
 *       visible.
 * </ul>
 *
 * <p>Called under the study's lock, so an instance need not be thread-safe; it serves one study.
 */
public interface Sampler {

  /** The sampler's name in experiment files, stores and seeds, for instance {@code nsga2}. */
  String name();

  /**
   * Refuses a study that this sampler cannot search; called when the study starts.
   *
   * @throws IllegalArgumentException saying what must hold, what the study has, and what to use
   *     instead
   */
  default void requireFit(StudyDefinition definition) {}

  /**
   * How this sampler will search a study and why, in one line for the log; empty if its name says
   * it all.
   */
  default Optional<String> reason(StudyDefinition definition) {
    return Optional.empty();
  }

  /**
   * The proposal for a trial; empty if every assignment of a finite space or of the pool has been
   * seen.
   *
   * @param view everything told so far
   * @param trialNumber the number that the trial will have
   */
  Optional<Assignment> ask(StudyView view, long trialNumber);
}

package io.paretune.search.trial;

import io.paretune.search.space.Assignment;
import java.util.List;

/**
 * Numbers that can be known of any assignment before it is evaluated, such as counters of the
 * network that it stands for, or what a zero-cost proxy says of it. A sampler that has them may
 * learn from trials what they foretell.
 *
 * <p>A pure function: a study continues under the same one. It is asked on the thread that asks the
 * study, which waits; answers are kept, so that none is asked for twice.
 */
public interface CandidateFeatures {

  /** What they are; at least one, different. */
  List<String> names();

  /**
   * The features of an assignment.
   *
   * @return {@code double[names]}, finite, in any unit: only their order among candidates counts
   */
  double[] of(Assignment assignment);
}

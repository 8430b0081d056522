package io.paretune.experiments.spi;

import io.paretune.experiments.evaluation.EvaluationConfig;
import io.paretune.experiments.evaluation.Goals;
import io.paretune.search.spi.Provider;
import java.util.List;

/**
 * A way to evaluate trials that experiment files can name: {@code evaluation: NAME}, or with its
 * {@link #keys} {@code evaluation: {name: NAME, ...}}.
 */
public interface EvaluationProvider extends Provider {

  /**
   * Keys at the top of an experiment file that mean something to this evaluation only: they are
   * refused under another. None by default.
   */
  default List<String> topKeys() {
    return List.of();
  }

  /** The evaluation in a sentence about an experiment: "{@code 'data' belongs to} ...". */
  default String words() {
    return "evaluation: " + name();
  }

  /** The metrics that objectives and constraints may name; any by default. */
  default MetricNames metrics(ExperimentSection file) {
    return MetricNames.any();
  }

  /**
   * Reads what the file says of the evaluation, all of it at once, so that a mistake is told before
   * a study starts. The coordinator reads it, and each worker again.
   *
   * @throws IllegalArgumentException if what it says does not fit together
   */
  EvaluationConfig read(ExperimentSection file, Goals goals);
}

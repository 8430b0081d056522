package io.paretune.evaluators.trial.training;

import io.paretune.evaluators.train.Trained;
import io.paretune.search.trial.Verdict;
import java.util.Optional;

/**
 * What came of a training of a trial.
 *
 * @param trained the weights after the last epoch
 * @param verdict why the trial is over, if a pruner has ended it
 */
public record Fitted(Trained trained, Optional<Verdict.Prune> verdict) {}

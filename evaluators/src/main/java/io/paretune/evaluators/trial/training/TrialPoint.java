package io.paretune.evaluators.trial.training;

import io.paretune.evaluators.train.TrainingSettings;
import io.paretune.search.space.Assignment;

/**
 * Which trial of a search it is.
 *
 * @param assignment what is tried
 * @param settings of its first training, seed included; later ones follow from them
 * @param began when the trial began, by the evaluation's clock, in nanoseconds
 */
public record TrialPoint(Assignment assignment, TrainingSettings settings, long began) {}

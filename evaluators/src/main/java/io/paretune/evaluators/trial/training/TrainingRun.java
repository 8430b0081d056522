package io.paretune.evaluators.trial.training;

import io.paretune.evaluators.network.WeightedNetwork;
import io.paretune.evaluators.train.TrainingSettings;
import io.paretune.evaluators.train.forward.ForwardTransform;

/**
 * One training of a trial.
 *
 * @param start the weights to begin with
 * @param how long and how fast
 * @param through what the weights pass through in each step
 */
public record TrainingRun(WeightedNetwork start, TrainingSettings how, ForwardTransform through) {}

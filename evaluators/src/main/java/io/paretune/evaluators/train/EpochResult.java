package io.paretune.evaluators.train;

/**
 * What one epoch came to.
 *
 * @param epoch from 1
 * @param trainLoss mean of the batches' losses, as the weights were when each was seen
 * @param validationAccuracy share of the validation split, in [0, 1], with the weights after the
 *     epoch
 */
public record EpochResult(int epoch, double trainLoss, double validationAccuracy) {}

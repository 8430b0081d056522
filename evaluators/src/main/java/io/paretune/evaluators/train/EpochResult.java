package io.paretune.evaluators.train;

/**
 * What one epoch came to.
 *
 * @param epoch from 1
 * @param trainLoss mean of the batches' losses, as the weights were when each was seen
 * @param validationScore the task's reported metric on the validation split, with the weights after
 *     the epoch
 */
public record EpochResult(int epoch, double trainLoss, double validationScore) {}

package io.paretune.evaluators.train.batch;

import io.paretune.evaluators.train.views.Views;

/**
 * How a split is cut into batches.
 *
 * @param size examples a step, at least 2
 * @param labelSmoothing probability spread over all classes, in [0, 1)
 * @param views how examples are varied
 * @param seed of their order
 */
public record Batching(int size, double labelSmoothing, Views views, long seed) {}

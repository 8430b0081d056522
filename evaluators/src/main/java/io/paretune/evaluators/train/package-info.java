/**
 * Trains networks on PyTorch through DJL: a functional forward pass over network and weights,
 * distillation from a teacher, deterministic augmentation.
 *
 * <p>Place in the flow: between the decoded network and its compression; weights come in and go out
 * as {@link io.paretune.evaluators.network.Weights}, so that no native memory outlives a call.
 */
@NullMarked
package io.paretune.evaluators.train;

import org.jspecify.annotations.NullMarked;

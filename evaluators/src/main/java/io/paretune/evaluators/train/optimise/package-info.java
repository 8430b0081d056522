/**
 * Optimisers: how gradients change weights.
 *
 * <p>Place in the flow: the end of a training step, after the backward pass.
 */
@NullMarked
package io.paretune.evaluators.train.optimise;

import org.jspecify.annotations.NullMarked;

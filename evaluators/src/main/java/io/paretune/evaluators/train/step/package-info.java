/**
 * One training, step by step: a batch, the branches that look at it, one update; and where it
 * stands, to be kept and gone on from.
 *
 * <p>Place in the flow: between the forward pass, the losses and the optimisers below, and whoever
 * trains a network or a network of networks above.
 */
@NullMarked
package io.paretune.evaluators.train.step;

import org.jspecify.annotations.NullMarked;

/**
 * Deterministic variations of training examples.
 *
 * <p>Place in the flow: between the training split and the batches; teachers answer to the same
 * variations.
 */
@NullMarked
package io.paretune.evaluators.train.views;

import org.jspecify.annotations.NullMarked;

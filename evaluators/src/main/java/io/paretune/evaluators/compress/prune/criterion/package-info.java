/**
 * What channels are judged by beside the size of their filters: normalisation, gradients,
 * activations. Asked by pruning before each of its steps.
 */
@NullMarked
package io.paretune.evaluators.compress.prune.criterion;

import org.jspecify.annotations.NullMarked;

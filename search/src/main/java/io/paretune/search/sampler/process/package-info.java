/**
 * Gaussian process regression: kernels, likelihood, posterior and what fits them.
 *
 * <p>Knows points, values and distances; nothing of trials or acquisition functions.
 */
@NullMarked
package io.paretune.search.sampler.process;

import org.jspecify.annotations.NullMarked;

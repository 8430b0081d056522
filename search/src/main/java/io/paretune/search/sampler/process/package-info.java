/**
 * Gaussian process regression: kernel, likelihood, posterior and the optimiser that fits them.
 *
 * <p>Knows points, values and distances; nothing of trials or acquisition functions.
 */
@NullMarked
package io.paretune.search.sampler.process;

import org.jspecify.annotations.NullMarked;

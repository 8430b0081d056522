/**
 * Acquisition functions: what an evaluation promises, given what independent processes expect of
 * it. Those with gradients are climbed ({@link
 * io.paretune.search.sampler.acquisition.Acquisition}), those without rank many candidates ({@link
 * io.paretune.search.sampler.acquisition.Improvement}).
 *
 * <p>Knows means, deviations and fronts; nothing of spaces or kernels.
 */
@NullMarked
package io.paretune.search.sampler.acquisition;

import org.jspecify.annotations.NullMarked;

/**
 * Samplers that fit a Gaussian process to what was told and propose what promises the most.
 *
 * <p>Observations become points and values ({@code process}), processes become an acquisition
 * function of the space, and its best allowed assignment is proposed.
 */
@NullMarked
package io.paretune.search.sampler.gp;

import org.jspecify.annotations.NullMarked;

/**
 * Covariance matrix adaptation: proposals from a normal distribution that follows the best of what
 * was told, in mean, step size and shape.
 */
@NullMarked
package io.paretune.search.sampler.cmaes;

import org.jspecify.annotations.NullMarked;

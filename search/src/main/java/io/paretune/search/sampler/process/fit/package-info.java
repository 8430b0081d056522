/**
 * What a Gaussian process is fitted by: the likelihood of its hyperparameters, and the warping of
 * values.
 */
@NullMarked
package io.paretune.search.sampler.process.fit;

import org.jspecify.annotations.NullMarked;

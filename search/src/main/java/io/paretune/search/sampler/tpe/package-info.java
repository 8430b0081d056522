/**
 * The tree-structured Parzen estimator: two densities, of good and of bad trials, and proposals
 * where their ratio is largest.
 */
@NullMarked
package io.paretune.search.sampler.tpe;

import org.jspecify.annotations.NullMarked;

/**
 * Policy gradients: a distribution over networks that is reinforced by how good its draws were.
 * Follows {@link io.paretune.search.sampler.Observations}; proposes by {@link
 * io.paretune.search.sampler.Deduplication}.
 */
@NullMarked
package io.paretune.search.sampler.reinforce;

import org.jspecify.annotations.NullMarked;

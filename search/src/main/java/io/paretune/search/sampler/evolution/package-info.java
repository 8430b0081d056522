/**
 * Samplers that breed proposals from the best of what was told.
 *
 * <p>Variation works on points of the unit cube, as Jenetics' alterers over its genomes and
 * registry of randomness.
 */
@NullMarked
package io.paretune.search.sampler.evolution;

import org.jspecify.annotations.NullMarked;

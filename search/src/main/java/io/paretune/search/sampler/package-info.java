/**
 * Who proposes the next trial.
 *
 * <p>Samplers are pure functions of what a study was told; the study calls them, nobody else. Their
 * variation operators run on Jenetics' genomes and registry of randomness.
 */
@NullMarked
package io.paretune.search.sampler;

import org.jspecify.annotations.NullMarked;

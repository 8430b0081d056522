package io.paretune.search.sampler.surrogate;

import io.paretune.search.space.Assignment;

/**
 * Something that may be proposed.
 *
 * @param assignment what
 * @param point where it lies, as the model compares it
 */
record Candidate(Assignment assignment, Point point) {}

/**
 * How alike two points of a search space are to the model: levels, agreements between them, and the
 * additive kernel over these.
 */
@NullMarked
package io.paretune.search.sampler.surrogate.kernel;

import org.jspecify.annotations.NullMarked;

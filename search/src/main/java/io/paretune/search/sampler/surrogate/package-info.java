/**
 * Evolution that is assisted by a model of what was measured: the model ranks many candidates, only
 * the most promising are evaluated.
 */
@NullMarked
package io.paretune.search.sampler.surrogate;

import org.jspecify.annotations.NullMarked;

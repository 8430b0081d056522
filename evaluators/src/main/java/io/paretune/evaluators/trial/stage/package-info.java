/**
 * The stages of a trial, one class each: a candidate comes in, a candidate goes out. What a pruner
 * has ended carries its verdict and passes through no further stage.
 *
 * <p>Put in order by {@code pipeline}.
 */
@NullMarked
package io.paretune.evaluators.trial.stage;

import org.jspecify.annotations.NullMarked;

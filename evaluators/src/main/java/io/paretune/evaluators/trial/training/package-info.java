/**
 * Where a trial's weights come from, and how they are trained: with a teacher, under a pruner's
 * eye.
 *
 * <p>Below the stages of a trial, above {@code train} and {@code teacher}.
 */
@NullMarked
package io.paretune.evaluators.trial.training;

import org.jspecify.annotations.NullMarked;

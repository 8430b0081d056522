/**
 * Trainings that are kept by their content: an epoch at a time, with a checkpoint after each, cut
 * to the time that a run has, made by one process while others wait.
 *
 * <p>Below the preparations, which say what is trained.
 */
@NullMarked
package io.paretune.evaluators.trial.preparation.kept;

import org.jspecify.annotations.NullMarked;

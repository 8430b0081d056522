/**
 * What is made once, before the first trial of a search: the shared network, a teacher.
 *
 * <p>Beside the stages of a trial; started by a worker of its own.
 */
@NullMarked
package io.paretune.evaluators.trial.preparation;

import org.jspecify.annotations.NullMarked;

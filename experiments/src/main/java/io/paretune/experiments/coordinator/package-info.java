/**
 * Runs an experiment: one study, its workers, its budget.
 *
 * <p>Between the command line and the workers; the only place where a study is asked and told
 * during a run.
 */
@NullMarked
package io.paretune.experiments.coordinator;

import org.jspecify.annotations.NullMarked;

/**
 * How an experiment's trials are evaluated: opened once a process, closed when the run is over.
 *
 * <p>Between {@code config}, which says what is wanted, and {@code run}, which hands the opened
 * {@link io.paretune.experiments.evaluation.Evaluation} to whoever needs data, machine or meter.
 */
@Experimental
@NullMarked
package io.paretune.experiments.evaluation;

import io.paretune.search.annotation.Experimental;
import org.jspecify.annotations.NullMarked;

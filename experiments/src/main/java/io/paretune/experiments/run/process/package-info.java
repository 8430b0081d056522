/**
 * The process of a worker: reads the experiment as the coordinator did, and evaluates its trials.
 */
@NullMarked
package io.paretune.experiments.run.process;

import org.jspecify.annotations.NullMarked;

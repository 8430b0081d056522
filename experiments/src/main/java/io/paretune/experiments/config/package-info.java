/**
 * Experiment files: what they may say, read strictly.
 *
 * <p>First in the flow of a run: text becomes an {@link
 * io.paretune.experiments.config.ExperimentSpec}, or one line that says what is wrong and where.
 */
@NullMarked
package io.paretune.experiments.config;

import org.jspecify.annotations.NullMarked;

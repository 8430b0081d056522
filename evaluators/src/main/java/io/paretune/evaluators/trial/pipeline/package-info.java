/**
 * One trial from its assignment to its measurement, as a line of stages.
 *
 * <p>The top of the module: uses all its other packages and the hardware profiles; run inside a
 * worker process.
 */
@NullMarked
package io.paretune.evaluators.trial.pipeline;

import org.jspecify.annotations.NullMarked;

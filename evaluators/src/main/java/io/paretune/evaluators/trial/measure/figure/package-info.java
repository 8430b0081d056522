/**
 * What may be found out about an exported file beside its scores, its size and its latency, each a
 * {@link io.paretune.evaluators.trial.measure.figure.FileFigure}: measured for trials whose
 * objectives, constraints or report name it.
 */
@NullMarked
package io.paretune.evaluators.trial.measure.figure;

import org.jspecify.annotations.NullMarked;

/** Trials that programs evaluate, as {@code evaluation} wants them. */
@NullMarked
package io.paretune.experiments.evaluation.program;

import org.jspecify.annotations.NullMarked;

/**
 * The files that trials keep: their formats and sizes. Knows {@code torchscript}; used by {@code
 * trial}.
 */
@NullMarked
package io.paretune.evaluators.artifact;

import org.jspecify.annotations.NullMarked;

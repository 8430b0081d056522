/**
 * Quantisation-aware training: the rounding of the file in the forward pass of training. Stands
 * between {@code compress.quantise}, which decides what is rounded, and {@code train}.
 */
@NullMarked
package io.paretune.evaluators.compress.qat;

import org.jspecify.annotations.NullMarked;

/** Weights on grids of 8 and 4 bits, and what the rounded ones stand for. */
@NullMarked
package io.paretune.evaluators.compress.quantise.weight;

import org.jspecify.annotations.NullMarked;

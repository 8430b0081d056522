/**
 * Rounding of weights that is learned on examples, unit by unit of a network. Stands between {@code
 * compress.quantise}, which has the grids, and {@code PlannedExport}, which writes the outcome.
 */
@NullMarked
package io.paretune.evaluators.compress.rounding;

import org.jspecify.annotations.NullMarked;

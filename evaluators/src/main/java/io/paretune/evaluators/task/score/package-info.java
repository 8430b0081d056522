/**
 * Metrics of quality and the arithmetic behind them: plain Java over arrays, as scikit-learn
 * defines them.
 */
@NullMarked
package io.paretune.evaluators.task.score;

import org.jspecify.annotations.NullMarked;

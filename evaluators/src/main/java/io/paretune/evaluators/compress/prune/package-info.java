/**
 * Pruning: which channels or weights a network can lose, which it loses, and the smaller network.
 * Comes after training and before fine-tuning.
 */
@NullMarked
package io.paretune.evaluators.compress.prune;

import org.jspecify.annotations.NullMarked;

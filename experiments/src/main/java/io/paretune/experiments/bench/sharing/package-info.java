/**
 * How well a shared network ranks: its parts beside the same networks trained alone, beside
 * counters, and beside published labels.
 *
 * <p>{@link io.paretune.experiments.bench.sharing.NetworkDraw} draws the networks, {@link
 * io.paretune.experiments.bench.sharing.SharingBench} judges each, {@link
 * io.paretune.experiments.bench.sharing.RankTable} says what the rows come to.
 */
@NullMarked
package io.paretune.experiments.bench.sharing;

import org.jspecify.annotations.NullMarked;

/** Figures of timed runs: quantiles, the median with its distribution-free interval. */
@NullMarked
package io.paretune.hardware.protocol.statistics;

import org.jspecify.annotations.NullMarked;

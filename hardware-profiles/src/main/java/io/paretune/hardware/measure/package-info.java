/**
 * What is asked of a model beyond the time of one inference: latencies at several batches,
 * throughput, memory, start-up, energy; as {@code paretune profile measure} shows it and {@code
 * paretune profile compare} compares it. A figure that cannot be had says why.
 */
@NullMarked
package io.paretune.hardware.measure;

import org.jspecify.annotations.NullMarked;

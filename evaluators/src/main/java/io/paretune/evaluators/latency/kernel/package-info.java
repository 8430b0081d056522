/**
 * The kernels that a network is on a runtime: what is fused, and in what precision each computes.
 */
@NullMarked
package io.paretune.evaluators.latency.kernel;

import org.jspecify.annotations.NullMarked;

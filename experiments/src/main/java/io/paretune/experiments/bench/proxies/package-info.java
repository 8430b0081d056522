/**
 * How well zero-cost proxies and counters rank the networks of a published table, and what a look
 * costs.
 *
 * <p>{@link io.paretune.experiments.bench.proxies.ProxyBench} looks at networks, {@link
 * io.paretune.experiments.bench.proxies.ProxyTable} says what the looks come to.
 */
@NullMarked
package io.paretune.experiments.bench.proxies;

import org.jspecify.annotations.NullMarked;

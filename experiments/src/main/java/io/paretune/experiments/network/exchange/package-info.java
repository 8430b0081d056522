/**
 * The coordinator's end of workers on other machines: listens, lets in who shows the token, and
 * hands their workers to the coordinator as any {@link
 * io.paretune.experiments.worker.WorkerFactory} does.
 *
 * <p>{@link io.paretune.experiments.network.exchange.NetworkWorkers} is what a run holds; each
 * worker's conversation outlives its connections for as long as its lease.
 */
@NullMarked
package io.paretune.experiments.network.exchange;

import org.jspecify.annotations.NullMarked;

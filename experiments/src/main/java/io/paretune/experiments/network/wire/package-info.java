/**
 * What a coordinator and a worker on another machine say to each other: one JSON object a line over
 * one connection, which the worker opens.
 *
 * <p>A {@link io.paretune.experiments.network.wire.LineChannel} carries {@link
 * io.paretune.experiments.network.wire.FromHost} one way and {@link
 * io.paretune.experiments.network.wire.ToHost} the other. Numbered messages lie in an {@link
 * io.paretune.experiments.network.wire.Outbox} until the other side has heard them, so that a
 * conversation outlives its connection: nothing is lost, nothing heard twice.
 */
@NullMarked
package io.paretune.experiments.network.wire;

import org.jspecify.annotations.NullMarked;

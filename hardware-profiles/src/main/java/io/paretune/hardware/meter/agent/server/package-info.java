/**
 * The measuring agent: a small HTTP server on the device, which measures what it is sent.
 *
 * <p>{@link io.paretune.hardware.meter.agent.server.MeasuringAgent} listens (Jetty, whose threads
 * no slow client holds). A request is admitted (token, size), waits for its turn, is received, and
 * is then measured in a process of its own: a model that crashes the runtime ends that process and
 * not the agent, and one that takes too long is ended with it. Receiving is part of the turn, so
 * that nothing of the agent's own runs beside a measurement.
 */
@NullMarked
package io.paretune.hardware.meter.agent.server;

import org.jspecify.annotations.NullMarked;

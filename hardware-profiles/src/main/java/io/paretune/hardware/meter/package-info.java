/**
 * The one door to a measured figure. A {@link io.paretune.hardware.meter.Meter} measures networks
 * under one profile, each file by an {@link io.paretune.hardware.meter.EngineMeter}, wherever the
 * device is: {@link io.paretune.hardware.meter.LocalMeter} in this process, {@code meter.process}
 * in one beside it, {@code meter.agent} on another machine; {@code meter.factory} knows which of
 * them a profile needs. Whoever wants a figure asks a meter, and never holds a runtime, a protocol
 * or a lease itself.
 */
@NullMarked
package io.paretune.hardware.meter;

import org.jspecify.annotations.NullMarked;

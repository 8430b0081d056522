/**
 * Measuring on a device elsewhere: {@link io.paretune.hardware.meter.agent.RemoteMeter} is the
 * meter of a profile that names an agent, and sends the files there. The agent itself is {@code
 * agent.server}; {@code agent.wire} is what both say.
 *
 * <p>An agent that is away or busy is waited for, with growing pauses, as long as the profile's
 * patience lasts. Whatever else it does wrong (a wrong answer, a late one, a huge one, another
 * machine's) fails the one measurement, with the reason in one line.
 */
@NullMarked
package io.paretune.hardware.meter.agent;

import org.jspecify.annotations.NullMarked;

/**
 * How long one inference takes, and whether that may be believed: the step between a loaded model
 * and a latency in a trial's measurement.
 *
 * <p>One attempt, with the exclusive lease held: the reference network and the candidate are warmed
 * up until the candidate's rolling median is steady; then blocks of timed candidate runs alternate
 * with blocks of the reference, until the distribution-free 95 % interval of the median is within
 * the target or the time budget is spent. The attempt is accepted only if every sign of noise is
 * quiet:
 *
 * <ul>
 *   <li>other processes used the machine (busy time of all cores less this process's own), so a
 *       neighbour on the sibling hyper-thread is seen although it takes no time from the measuring
 *       thread;
 *   <li>the measuring thread waited for a core, was switched out against its will, or used less
 *       processor time than passed on the wall; the hypervisor stole time; other threads of this
 *       process were busy;
 *   <li>the reference network moved within the attempt, or is slower than it usually is when all is
 *       quiet;
 *   <li>the candidate's own blocks disagree, or the interval stayed too wide.
 * </ul>
 *
 * <p>A rejected attempt gives the lease back, waits (longer each time) and is repeated. If none is
 * accepted the figure is given as unstable, with the reasons and with an interval that spans all
 * attempts. A sign that the operating system does not show is listed as unavailable, never counted
 * as quiet.
 *
 * <p>All that decides is pure: clock, pause, signs of noise and models are arguments.
 */
@NullMarked
package io.paretune.hardware.protocol;

import org.jspecify.annotations.NullMarked;

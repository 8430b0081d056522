/**
 * How long one inference takes, and whether that may be believed: the step between a loaded model
 * and a latency in a trial's measurement.
 *
 * <p>One attempt, with the exclusive lease held: the reference network and the candidate are warmed
 * up until the candidate's rolling median is steady; then blocks of about 5 ms of timed candidate
 * runs alternate with blocks of the reference. A candidate block is kept if the reference on both
 * sides of it is as fast as in the quietest moments that are remembered (within 3 %), and if it
 * agrees with the other kept blocks; the figure is the median over the kept blocks, once its
 * distribution-free 95 % interval is within the target. The attempt is accepted only if every sign
 * of noise is quiet:
 *
 * <ul>
 *   <li>other processes used the machine (busy time of all cores less this process's own), so a
 *       neighbour on the sibling hyper-thread is seen although it takes no time from the measuring
 *       thread;
 *   <li>the measuring thread waited for a core, was switched out against its will, or used less
 *       processor time than passed on the wall; the hypervisor stole time; other threads of this
 *       process were busy;
 *   <li>the reference network was never as fast as it is when all is quiet, or so in too few
 *       blocks;
 *   <li>the kept blocks disagree, or the interval stayed too wide.
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

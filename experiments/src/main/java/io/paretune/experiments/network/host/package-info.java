/**
 * The worker's end: goes out to a coordinator elsewhere, and has a process of this machine evaluate
 * what that sends.
 *
 * <p>{@link io.paretune.experiments.network.host.WorkerHost} is what the command line starts. Each
 * of its workers holds one conversation at a time; its process is one of those that a coordinator
 * starts on its own machine.
 */
@NullMarked
package io.paretune.experiments.network.host;

import org.jspecify.annotations.NullMarked;

/**
 * A JVM like this one as a child: how it is started, both ends of its pipes, and its end. Used by
 * whatever must not share a process with the rest: measurements, probes, the workers of a search.
 *
 * <p>A {@link io.paretune.hardware.child.JavaLaunch} says how; {@link
 * io.paretune.hardware.child.JavaChild} is the parent's end, {@link
 * io.paretune.hardware.child.ParentPipe} the child's. Messages are lines; what a native library
 * writes among them is skipped.
 */
@NullMarked
package io.paretune.hardware.child;

import org.jspecify.annotations.NullMarked;

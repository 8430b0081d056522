/**
 * Measuring in a child process: a model that crashes its runtime ends that process alone, and an
 * engine whose threads are fixed for a whole process gets the number that a profile asks for.
 *
 * <p>{@link io.paretune.hardware.meter.process.ProcessMeter} is the meter of this machine that does
 * so; {@link io.paretune.hardware.meter.process.MeasuringProcess} is the child, which an agent has
 * too. What goes wrong there comes as an exception of its own type.
 */
@NullMarked
package io.paretune.hardware.meter.process;

import org.jspecify.annotations.NullMarked;

/**
 * Quiet on one host while a candidate is measured: trainers of all processes pause at a batch
 * boundary.
 *
 * <p>A trainer wraps each batch in {@link
 * io.paretune.hardware.lease.MeasuringLease#trainingStep()}; the measurer holds {@link
 * io.paretune.hardware.lease.MeasuringLease#exclusive}. The locks are the operating system's file
 * locks, so that whatever a process held is free the moment it dies, however it dies.
 */
@NullMarked
package io.paretune.hardware.lease;

import org.jspecify.annotations.NullMarked;

package io.paretune.hardware.lease;

import java.time.Duration;

/**
 * What the lease has cost this process so far.
 *
 * @param measurements exclusive holdings that were obtained
 * @param measurementsWaited time until they were obtained, failed attempts included
 * @param measurementsHeld time they were held
 * @param steps training steps that were let through
 * @param stepsWaited time that training stood still for measurements
 */
public record LeaseAccount(
    long measurements,
    Duration measurementsWaited,
    Duration measurementsHeld,
    long steps,
    Duration stepsWaited) {}

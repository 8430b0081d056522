package io.paretune.hardware.meter;

import io.paretune.hardware.profile.Fingerprint;
import io.paretune.hardware.protocol.Latency;

/**
 * What was measured, and where.
 *
 * @param machine the machine and the runtime that the figures belong to
 */
public record MeasuredLatency(Latency latency, Fingerprint machine) {}

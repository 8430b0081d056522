/**
 * Signs of what disturbs a measurement: the operating system's counters, and what they say of the
 * time between two looks.
 */
@NullMarked
package io.paretune.hardware.protocol.noise;

import org.jspecify.annotations.NullMarked;
